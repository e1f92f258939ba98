import { Button, Checkbox, InputNumber, Segmented, Select } from 'antd';
import { DeleteOutlined, PlusOutlined } from '../icons';
import type { Pickup, StoreDoc } from '../../client/admin';
import { Field, Group, SERVICES, Windows } from './fields';

type Night = StoreDoc['night_repair'];
const YUAN = 100;
const OPTIONS = SERVICES.map((service) => ({ value: service as string, label: service as string }));

/** The night window: hours, work, surcharge. */
export function NightFields({ value, onChange }: { value: Night; onChange: (night: Night) => void }) {
  return (
    <Group title="夜间维修">
      <Checkbox checked={value !== null} onChange={({ target }) => onChange(target.checked ? { hours: ['19:00-22:00'], services: [], surcharge_fen: 0 } : null)}>提供夜间维修</Checkbox>
      {value && (
        <div className="row">
          <Field label="时间">{() => <Windows label="夜间" value={value.hours} onChange={(hours) => onChange({ ...value, hours })} />}</Field>
          <Field label="项目">{(id) => <Select id={id} mode="multiple" style={{ minWidth: 200 }} placeholder="全部项目" value={value.services} options={OPTIONS} onChange={(services: string[]) => onChange({ ...value, services })} />}</Field>
          <Field label="加收（元）">{(id) => <Yuan id={id} unset="不加收" value={value.surcharge_fen} onChange={(fen) => onChange({ ...value, surcharge_fen: fen })} />}</Field>
        </div>
      )}
    </Group>
  );
}

type Mode = 'agreed' | 'none' | 'offered';
const MODES: { value: Mode; label: string }[] = [{ value: 'offered', label: '提供' }, { value: 'agreed', label: '费用面议' }, { value: 'none', label: '不提供' }];

/** Collection of vehicles: when, by how many drivers, for which fee by distance. */
export function PickupFields({ value, onChange }: { value: Pickup | null; onChange: (pickup: Pickup | null) => void }) {
  const mode: Mode = value === null ? 'agreed' : value.offered ? 'offered' : 'none';
  const blank: Pickup = { offered: true, hours: null, drivers: null, minutes: null, bands: [] };
  const choose = (wanted: Mode): void => onChange(wanted === 'agreed' ? null : { ...(value ?? blank), offered: wanted === 'offered' });
  return (
    <Group title="上门取送车">
      <Segmented<Mode> value={mode} options={MODES} onChange={choose} />
      {value?.offered && (
        <>
          <div className="row">
            <Field label="取送时间" help="不填就是营业时间内">{() => <Windows label="取送" value={value.hours ?? []} onChange={(hours) => onChange({ ...value, hours: hours.length ? hours : null })} />}</Field>
            <Field label="司机人数">{(id) => <InputNumber id={id} min={0} max={200} precision={0} placeholder="不限" value={value.drivers} onChange={(drivers) => onChange({ ...value, drivers })} />}</Field>
            <Field label="每趟（分钟）">{(id) => <InputNumber id={id} min={1} max={1440} precision={0} placeholder="60" value={value.minutes} onChange={(minutes) => onChange({ ...value, minutes })} />}</Field>
          </div>
          <Bands value={value.bands} onChange={(bands) => onChange({ ...value, bands })} />
        </>
      )}
    </Group>
  );
}

function Bands({ value, onChange }: { value: Pickup['bands']; onChange: (bands: Pickup['bands']) => void }) {
  const set = (at: number, changes: Partial<Pickup['bands'][number]>): void => onChange(value.map((band, index) => (index === at ? { ...band, ...changes } : band)));
  return (
    <div className="bands">
      {value.map((band, at) => (
        <div key={at}>
          <InputNumber min={0} max={1000} value={band.to_km} placeholder="更远" suffix="公里内" aria-label={`第 ${at + 1} 档公里数`} onChange={(to_km) => set(at, { to_km })} />
          <Yuan label={`第 ${at + 1} 档费用`} value={band.fee_fen} onChange={(fee_fen) => set(at, { fee_fen })} />
          <Select mode="tags" value={band.areas} placeholder="地名（可不填）" aria-label={`第 ${at + 1} 档地名`} open={false} onChange={(areas: string[]) => set(at, { areas })} />
          <Button type="text" icon={<DeleteOutlined />} aria-label={`删除第 ${at + 1} 档`} onClick={() => onChange(value.filter((_, index) => index !== at))} />
        </div>
      ))}
      <Button type="link" size="small" icon={<PlusOutlined />} onClick={() => onChange([...value, { to_km: null, fee_fen: null, areas: [] }])}>加一档收费</Button>
    </div>
  );
}

interface YuanProps {
  value: number | null;
  onChange: (fen: number | null) => void;
  id?: string;
  label?: string;
  unset?: string;
}

/** An amount in yuan over fen; `unset` says what it means when there is none. */
export function Yuan({ value, onChange, id, label, unset = '面议' }: YuanProps) {
  return (
    <InputNumber
      {...(id && { id })}
      {...(label && { 'aria-label': label })}
      min={0}
      max={1_000_000}
      precision={2}
      suffix="元"
      placeholder={unset}
      value={value === null ? null : value / YUAN}
      onChange={(yuan) => onChange(yuan === null ? null : Math.round(yuan * YUAN))}
    />
  );
}
