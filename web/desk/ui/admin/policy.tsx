import { Button, Input, InputNumber, Select } from 'antd';
import { DeleteOutlined, PlusOutlined } from '../icons';
import type { PolicyDoc, StoreDoc, Thing } from '../../client/admin';
import { Body } from '../common';
import { useList } from '../hooks';
import { Field, Group, SERVICES } from './fields';
import { HistoryButton } from './history';
import { Yuan } from './pickup';
import { SaveBar, useDraft } from './saving';

type Values = Record<string, unknown>;

/** What the shop has settled for everyone; the bot answers by it. */
export function PolicyTab() {
  const policy = useList<Thing<PolicyDoc>>('/shop/policy', 'shop');
  const stores = useList<{ stores: Thing<StoreDoc>[] }>('/shop/stores', 'shop');
  return (
    <Body reading={policy} empty={() => false} nothing="">
      {(thing) => <PolicyForm thing={thing} stores={stores.data?.stores ?? []} onSaved={policy.reload} />}
    </Body>
  );
}

interface Numbers {
  section: string;
  fields: readonly [key: string, label: string, unset: string, most: number][];
}

const COMPLAINT: Numbers = { section: 'complaint', fields: [['first_answer_hours', '首次答复（营业小时）', '2', 720], ['solution_hours', '给出方案（小时）', '48', 720], ['objection_hours', '异议期（小时）', '72', 720]] };
const QUOTE: Numbers = { section: 'quote', fields: [['valid_hours', '报价有效（小时）', '48', 720], ['reminder_hours', '到期前提醒（小时）', '4', 720]] };
const RETENTION: Numbers = {
  section: 'retention',
  fields: [['chat_days', '聊天记录（天）', '180', 3650], ['rescue_location_days', '救援位置（天）', '30', 3650], ['sms_log_days', '短信记录（天）', '7', 3650], ['missed_question_days', '没答上的问题（天）', '30', 3650], ['audit_days', '审计记录（天，至少 180）', '365', 3650]],
};
const SLOTS: readonly [string, string, string, number][] = [['step_minutes', '预约间隔（分钟）', '30', 1440], ['horizon_days', '最多提前预约（天）', '180', 1000], ['places', '没填工位的店每格可约', '1', 200]];

function PolicyForm({ thing, stores, onSaved }: { thing: Thing<PolicyDoc>; stores: Thing<StoreDoc>[]; onSaved: () => void }) {
  const draft = useDraft({ thing, path: '/shop/policy', onSaved });
  const { value } = draft;
  const { policy, slots } = value;
  const set = (changes: Partial<PolicyDoc>): void => draft.edit({ ...value, ...changes });
  const put = (key: string, to: unknown): void => set({ policy: without({ ...policy, [key]: to }) });
  const section = (key: string): Values => (policy[key] ?? {}) as Values;
  const within = (key: string, name: string, to: unknown): void => put(key, without({ ...section(key), [name]: to }));
  const numbers = ({ section: key, fields }: Numbers): React.ReactNode =>
    fields.map(([name, label, unset, most]) => (
      <Field key={name} label={label}>{(id) => <Count id={id} value={section(key)[name]} unset={unset} most={most} onChange={(count) => within(key, name, count)} />}</Field>
    ));
  return (
    <section className="form">
      <header className="form-head">
        <p>机器人回答发票、质保、会员、投诉时限等问题时，以这里为准。</p>
        <HistoryButton kind="policy" title="规则" onUndone={onSaved} />
      </header>
      <Group title="店铺">
        <div className="row">
          <Field label="店铺名称">{(id) => <Input id={id} value={value.name ?? ''} maxLength={40} onChange={({ target }) => set({ name: target.value })} />}</Field>
          <Field label="24 小时热线">{(id) => <Input id={id} value={value.hotline_24h} maxLength={40} onChange={({ target }) => set({ hotline_24h: target.value })} />}</Field>
          <Field label="默认门店">{(id) => <Select id={id} style={{ width: 160 }} value={value.default_store} onChange={(default_store: string) => set({ default_store })} options={stores.filter(({ document }) => document.active).map((store) => ({ value: store.id, label: store.document.name }))} />}</Field>
        </div>
      </Group>
      <Group title="发票和付款">
        <Field label="发票种类">{(id) => <Tags id={id} value={policy.invoice} onChange={(list) => put('invoice', list)} />}</Field>
        <Field label="支付方式">{(id) => <Tags id={id} value={policy.payment} onChange={(list) => put('payment', list)} />}</Field>
      </Group>
      <Group title="本店质保" aside="按修理种类，例如“汽车小修专项”：“60天或5000公里”。法定的更长时按法定。">
        <Pairs value={section('shop_warranty')} names={['修理种类', '质保']} onChange={(to) => put('shop_warranty', to)} />
        <Field label="维修档案保存（年）">{(id) => <Count id={id} value={policy.repair_archive_years} unset="2" most={50} onChange={(years) => put('repair_archive_years', years)} />}</Field>
      </Group>
      <Group title="投诉时限"><div className="row">{numbers(COMPLAINT)}</div></Group>
      <Group title="报价">
        <div className="row">
          {numbers(QUOTE)}
          <Field label="不修时的检测费">{(id) => <Yuan id={id} unset="不收" value={(section('quote').diagnosis_fee_fen as number | undefined) ?? null} onChange={(fen) => within('quote', 'diagnosis_fee_fen', fen)} />}</Field>
          <Field label="优惠由谁决定">{(id) => <Input id={id} value={(section('quote').discounts as string | undefined) ?? ''} placeholder="接待您的服务顾问" onChange={({ target }) => within('quote', 'discounts', target.value || undefined)} />}</Field>
        </div>
      </Group>
      <Group title="救援">
        <div className="row">
          <Field label="服务时间">{(id) => <Input id={id} value={(section('rescue').available as string | undefined) ?? ''} placeholder="24小时" onChange={({ target }) => within('rescue', 'available', target.value || undefined)} />}</Field>
          <Field label="通常多久到（分钟）">{(id) => <Count id={id} value={section('rescue').usual_arrival_minutes} unset="不承诺" most={1440} onChange={(minutes) => within('rescue', 'usual_arrival_minutes', minutes)} />}</Field>
        </div>
      </Group>
      <Group title="会员">
        <Pairs value={levels(section('membership'))} names={['等级', '权益']} onChange={(to) => put('membership', without({ ...to, points_per_yuan_off: section('membership').points_per_yuan_off }))} />
        <Field label="多少积分抵 1 元">{(id) => <Count id={id} value={section('membership').points_per_yuan_off} unset="不抵扣" most={1_000_000} onChange={(points) => within('membership', 'points_per_yuan_off', points)} />}</Field>
      </Group>
      <Group title="预约" aside="改了间隔或工时，放不下的预约会先列出来。">
        <div className="row">
          {SLOTS.map(([name, label, unset, most]) => (
            <Field key={name} label={label}>{(id) => <Count id={id} value={slots[name]} unset={unset} most={most} onChange={(count) => set({ slots: without({ ...slots, [name]: count }) })} />}</Field>
          ))}
        </div>
        <div className="row">
          {SERVICES.map((service) => {
            const durations = (slots.durations ?? {}) as Values;
            return <Field key={service} label={`${service}（分钟）`}>{(id) => <Count id={id} value={durations[service]} unset="自动" most={1440} onChange={(minutes) => set({ slots: { ...slots, durations: without({ ...durations, [service]: minutes }) } })} />}</Field>;
          })}
        </div>
      </Group>
      <Group title="资料保存多久" aside="到期由每天的清理任务删除。"><div className="row">{numbers(RETENTION)}</div></Group>
      <SaveBar draft={draft} />
    </section>
  );
}

function without(values: Values): Values {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined && value !== null));
}

function levels({ points_per_yuan_off: _, ...rest }: Values): Values {
  return rest;
}

function Count({ id, value, unset, most, onChange }: { id: string; value: unknown; unset: string; most: number; onChange: (count: number | undefined) => void }) {
  return <InputNumber id={id} min={0} max={most} placeholder={unset} value={typeof value === 'number' ? value : null} onChange={(count) => onChange(count ?? undefined)} />;
}

function Tags({ id, value, onChange }: { id: string; value: unknown; onChange: (list: string[]) => void }) {
  return <Select id={id} mode="tags" open={false} suffixIcon={null} placeholder="输入后按回车" style={{ width: '100%', maxWidth: 520 }} value={(value ?? []) as string[]} onChange={onChange} />;
}

/** Words by words, such as a kind of repair and its warranty. Values that are no words keep their place untouched. */
function Pairs({ value, names, onChange }: { value: Values; names: readonly [string, string]; onChange: (pairs: Values) => void }) {
  const rows = Object.entries(value);
  const put = (at: number, key: string, text: unknown): void => onChange(Object.fromEntries(rows.map((row, index) => (index === at ? [key, text] : row))));
  return (
    <div className="pairs">
      {rows.map(([key, text], at) => (
        <div key={at}>
          <Input value={key} aria-label={`${names[0]} ${at + 1}`} placeholder={names[0]} onChange={({ target }) => (target.value in value ? undefined : put(at, target.value, text))} />
          <Input value={typeof text === 'object' ? '（多项，请在文件里改）' : String(text)} disabled={typeof text === 'object'} aria-label={`${key}${names[1]}`} placeholder={names[1]} onChange={({ target }) => put(at, key, target.value)} />
          <Button type="text" icon={<DeleteOutlined />} aria-label={`删除${key}`} onClick={() => onChange(Object.fromEntries(rows.filter((_, index) => index !== at)))} />
        </div>
      ))}
      <Button type="link" size="small" icon={<PlusOutlined />} disabled={'' in value} onClick={() => onChange({ ...value, '': '' })}>加一行</Button>
    </div>
  );
}
