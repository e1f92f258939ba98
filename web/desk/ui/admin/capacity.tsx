import { Button, Checkbox, Input, InputNumber, Segmented, Select } from 'antd';
import { DeleteOutlined, PlusOutlined } from '../icons';
import type { StoreDoc } from '../../client/admin';
import { KIND_TEXT } from '../common';
import { Field, Group, SERVICES } from './fields';

type Part = Pick<StoreDoc, 'vehicles' | 'bays' | 'technicians'>;
type Planning = 'none' | 'count' | 'named';

const PLANNING: { value: Planning; label: string }[] = [{ value: 'none', label: '不限' }, { value: 'count', label: '只填人数' }, { value: 'named', label: '逐个填写' }];

/** Bays and technicians: what fits at once is the smaller of both. */
export function Capacity({ value, onChange }: { value: Part; onChange: (changes: Partial<Part>) => void }) {
  const { bays, technicians } = value;
  const planning: Planning = technicians === null ? 'none' : typeof technicians === 'number' ? 'count' : 'named';
  const plan = (wanted: Planning): void => {
    const count = typeof technicians === 'number' ? technicians : (technicians?.length ?? 3);
    const named = Array.from({ length: count }, () => ({ name: '', skills: [] }));
    onChange({ technicians: wanted === 'none' ? null : wanted === 'count' ? count : named });
  };
  const lanes = [...new Set([...value.vehicles, ...Object.keys(bays ?? {})])];
  const unused = SERVICES.filter((service) => !lanes.includes(service));
  return (
    <Group title="工位和技师" aside="同一时间能约几辆车，取工位和会做这项的技师中较少的。减少时会先列出放不下的预约。">
      <Checkbox checked={bays !== null} onChange={({ target }) => onChange({ bays: target.checked ? Object.fromEntries(value.vehicles.map((kind) => [kind, 2])) : null })}>按工位数限制</Checkbox>
      {bays !== null && (
        <div className="row">
          {lanes.map((lane) => (
            <Field key={lane} label={`${KIND_TEXT[lane as 'car'] ?? lane}工位`}>
              {(id) => <InputNumber id={id} min={0} max={200} precision={0} value={bays[lane] ?? 0} onChange={(count) => onChange({ bays: { ...bays, [lane]: count ?? 0 } })} />}
            </Field>
          ))}
          <Field label="专用工位">
            {(id) => <Select id={id} value={null} placeholder="加专用工位" style={{ width: 130 }} options={unused.map((service) => ({ value: service, label: service }))} onChange={(service: string | null) => service && onChange({ bays: { ...bays, [service]: 1 } })} />}
          </Field>
        </div>
      )}
      <Field label="技师">{() => <Segmented<Planning> value={planning} options={PLANNING} onChange={plan} />}</Field>
      {typeof technicians === 'number' && (
        <Field label="技师人数">{(id) => <InputNumber id={id} min={0} max={200} precision={0} value={technicians} onChange={(count) => onChange({ technicians: count ?? 0 })} />}</Field>
      )}
      {Array.isArray(technicians) && <Technicians value={technicians} vehicles={value.vehicles} onChange={(list) => onChange({ technicians: list })} />}
    </Group>
  );
}

type Technician = { name: string; skills: string[] };

function Technicians({ value, vehicles, onChange }: { value: Technician[]; vehicles: StoreDoc['vehicles']; onChange: (list: Technician[]) => void }) {
  const options = [...SERVICES.map((service) => ({ value: service as string, label: service as string })), ...vehicles.map((kind) => ({ value: kind as string, label: KIND_TEXT[kind] }))];
  const set = (at: number, changes: Partial<Technician>): void => onChange(value.map((one, index) => (index === at ? { ...one, ...changes } : one)));
  return (
    <div className="technicians">
      {value.map((technician, at) => (
        <div key={at}>
          <Input value={technician.name} maxLength={40} placeholder="姓名" aria-label={`技师 ${at + 1} 姓名`} onChange={({ target }) => set(at, { name: target.value })} />
          <Select mode="multiple" value={technician.skills} options={options} placeholder="什么都会" aria-label={`技师 ${at + 1} 技能`} onChange={(skills: string[]) => set(at, { skills })} />
          <Button type="text" icon={<DeleteOutlined />} aria-label={`删除技师 ${at + 1}`} onClick={() => onChange(value.filter((_, index) => index !== at))} />
        </div>
      ))}
      <Button type="link" size="small" icon={<PlusOutlined />} onClick={() => onChange([...value, { name: '', skills: [] }])}>加一位技师</Button>
    </div>
  );
}
