import { Button, DatePicker, Input, Select } from 'antd';
import type { Dayjs } from 'dayjs';
import { useState } from 'react';
import { DeleteOutlined } from '../icons';
import type { CalendarEntry, DayKind, StoreDoc, Thing } from '../../client/admin';
import { Body } from '../common';
import { useList, useNow } from '../hooks';
import { Field, Group, Windows } from './fields';
import { HistoryButton } from './history';
import { SaveBar, useDraft } from './saving';

interface Days { days: CalendarEntry[] }
type Duty = Partial<Record<'workday' | 'weekend' | 'public_holiday', string[]>>;

const KINDS: Record<DayKind, string> = { closed: '休息', hours: '短时营业', public_holiday: '法定假日', makeup_workday: '调休上班' };
const OPTIONS = (Object.keys(KINDS) as DayKind[]).map((value) => ({ value, label: KINDS[value] }));
const FOR_ALL = new Set<DayKind>(['public_holiday', 'makeup_workday']);

/** The days that are different. */
export function CalendarTab({ stores }: { stores: Thing<StoreDoc>[] }) {
  const calendar = useList<Thing<Days>>('/shop/calendar', 'shop');
  return (
    <Body reading={calendar} empty={() => false} nothing="">
      {(thing) => <CalendarForm thing={thing} stores={stores} onSaved={calendar.reload} />}
    </Body>
  );
}

function CalendarForm({ thing, stores, onSaved }: { thing: Thing<Days>; stores: Thing<StoreDoc>[]; onSaved: () => void }) {
  const draft = useDraft({ thing, path: '/shop/calendar', onSaved });
  const today = new Date(useNow(60_000) + 8 * 3_600_000).toISOString().slice(0, 10);
  const [past, showPast] = useState(false);
  const names = new Map(stores.map(({ id, document }) => [id, document.name]));
  const { days } = draft.value;
  const shown = days.map((entry, at) => ({ entry, at })).filter(({ entry }) => past || entry.day >= today);
  const hidden = days.length - days.filter(({ day }) => day >= today).length;
  const put = (changed: CalendarEntry[]): void =>
    draft.edit({ days: [...changed].sort((a, b) => `${a.day}${a.store ?? ''}${a.kind}`.localeCompare(`${b.day}${b.store ?? ''}${b.kind}`)) });
  return (
    <section className="form">
      <header className="form-head">
        <p>没有写在这里的日子，按门店平时的营业时间和国家公布的节假日。</p>
        <HistoryButton kind="calendar" title="营业日历" onUndone={onSaved} />
      </header>
      <NewDays stores={stores} onAdd={(entries) => put([...days, ...entries])} />
      <table className="table">
        <thead><tr><th>日期</th><th>门店</th><th>安排</th><th>备注</th><th /></tr></thead>
        <tbody>
          {shown.map(({ entry, at }) => (
            <tr key={`${entry.day}${entry.store}${entry.kind}`} className={entry.day < today ? 'is-over' : ''}>
              <td className="number">{entry.day}</td>
              <td>{entry.store ? (names.get(entry.store) ?? entry.store) : '全部门店'}</td>
              <td>{KINDS[entry.kind]}{entry.kind === 'hours' && <small>{entry.hours?.join('、')}</small>}</td>
              <td>{entry.note}</td>
              <td className="actions"><Button type="text" icon={<DeleteOutlined />} aria-label={`删除 ${entry.day} ${KINDS[entry.kind]}`} onClick={() => put(days.filter((_, index) => index !== at))} /></td>
            </tr>
          ))}
          {!shown.length && <tr><td colSpan={5}>以后没有特别的安排</td></tr>}
        </tbody>
      </table>
      {hidden > 0 && <Button type="link" size="small" onClick={() => showPast(!past)}>{past ? '收起' : `看`}过去的 {hidden} 天</Button>}
      <SaveBar draft={draft} />
    </section>
  );
}

const MOST_DAYS = 62;

function NewDays({ stores, onAdd }: { stores: Thing<StoreDoc>[]; onAdd: (entries: CalendarEntry[]) => void }) {
  const [range, setRange] = useState<[Dayjs, Dayjs] | null>(null);
  const [kind, setKind] = useState<DayKind>('closed');
  const [store, setStore] = useState<string | null>(null);
  const [hours, setHours] = useState(['09:00-16:00']);
  const [note, setNote] = useState('');
  const count = range ? range[1].diff(range[0], 'day') + 1 : 0;
  const add = (): void => {
    if (!range) return;
    const entry = { kind, store: FOR_ALL.has(kind) ? null : store, hours: kind === 'hours' ? hours : null, note: note.trim() };
    onAdd(Array.from({ length: count }, (_, offset) => ({ day: range[0].add(offset, 'day').format('YYYY-MM-DD'), ...entry })));
    setRange(null);
    setNote('');
  };
  return (
    <Group title="加一个安排">
      <div className="row">
        <Field label="日期">{(id) => <DatePicker.RangePicker id={{ start: id }} value={range} onChange={(value) => setRange(value as [Dayjs, Dayjs] | null)} />}</Field>
        <Field label="安排">{(id) => <Select id={id} style={{ width: 120 }} value={kind} options={OPTIONS} onChange={setKind} />}</Field>
        {!FOR_ALL.has(kind) && (
          <Field label="门店">
            {(id) => <Select id={id} style={{ width: 140 }} value={store ?? ''} onChange={(value: string) => setStore(value || null)} options={[{ value: '', label: '全部门店' }, ...stores.filter(({ document }) => document.active).map((one) => ({ value: one.id, label: one.document.name }))]} />}
          </Field>
        )}
        {kind === 'hours' && <Field label="营业时间">{() => <Windows label="短时营业" value={hours} onChange={setHours} />}</Field>}
        <Field label="备注">{(id) => <Input id={id} value={note} maxLength={200} placeholder="例如：盘点" onChange={({ target }) => setNote(target.value)} />}</Field>
        <Button disabled={!range || count > MOST_DAYS || (kind === 'hours' && !hours.length)} onClick={add}>{count > 1 ? `加入 ${count} 天` : '加入'}</Button>
      </div>
    </Group>
  );
}

const DUTY: readonly [keyof Duty, string, string][] = [['workday', '工作日', '调休上班的周末也算'], ['weekend', '周末', ''], ['public_holiday', '法定假日', '']];

/** When people answer at the desk. */
export function DutyTab() {
  const duty = useList<Thing<Duty>>('/shop/desk_hours', 'shop');
  return (
    <Body reading={duty} empty={() => false} nothing="">
      {(thing) => <DutyForm thing={thing} onSaved={duty.reload} />}
    </Body>
  );
}

function DutyForm({ thing, onSaved }: { thing: Thing<Duty>; onSaved: () => void }) {
  const draft = useDraft({ thing, path: '/shop/desk_hours', onSaved });
  return (
    <section className="form">
      <header className="form-head">
        <p>在这些时间里客户可以转人工；其他时间机器人答应回电，时限从下一次上班算起。</p>
        <HistoryButton kind="desk" title="客服值班" onUndone={onSaved} />
      </header>
      <Group title="客服值班时间">
        {DUTY.map(([key, label, help]) => (
          <Field key={key} label={label} {...(help && { help })}>
            {() => <Windows label={label} value={draft.value[key] ?? []} onChange={(windows) => draft.edit({ ...draft.value, [key]: windows })} />}
          </Field>
        ))}
      </Group>
      <SaveBar draft={draft} />
    </section>
  );
}
