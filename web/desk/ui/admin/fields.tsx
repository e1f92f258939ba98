import { Button, Input, Switch } from 'antd';
import { type ReactNode, useId } from 'react';
import { DeleteOutlined, PlusOutlined } from '../icons';
import type { Day, StoreDoc } from '../../client/admin';
import type { VehicleKind } from '../../client/types';

export const DAYS: readonly [Day, string][] = [['mon', '周一'], ['tue', '周二'], ['wed', '周三'], ['thu', '周四'], ['fri', '周五'], ['sat', '周六'], ['sun', '周日']];
export const SERVICES = ['保养', '维修', '检测', '轮胎', '洗车', '年检代办', '钣喷'] as const;
export const VEHICLES: { value: VehicleKind; label: string }[] = [{ value: 'car', label: '汽车' }, { value: 'moto', label: '摩托车' }];
const MOST_WINDOWS = 4;

/** A labelled field. */
export function Field({ label, help, children }: { label: string; help?: string; children: (id: string) => ReactNode }) {
  const id = useId();
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      {children(id)}
      {help && <small>{help}</small>}
    </div>
  );
}

/** A group of fields under a heading. */
export function Group({ title, children, aside }: { title: string; children: ReactNode; aside?: ReactNode }) {
  return (
    <fieldset className="group">
      <legend>{title}</legend>
      {aside && <p className="aside">{aside}</p>}
      {children}
    </fieldset>
  );
}

interface WindowsProps {
  value: string[];
  label: string;
  onChange: (windows: string[]) => void;
}

/** Stretches of a day, such as 08:30–12:00 and 13:00–18:00. */
export function Windows({ value, label, onChange }: WindowsProps) {
  const set = (at: number, part: 0 | 1, time: string): void => {
    const ends = (value[at] ?? '').split('-');
    ends[part] = time;
    onChange(value.map((window, index) => (index === at ? `${ends[0] ?? ''}-${ends[1] ?? ''}` : window)));
  };
  return (
    <div className="windows" role="group" aria-label={label}>
      {value.map((window, at) => {
        const [start = '', end = ''] = window.split('-');
        return (
          <span key={at} className="window">
            <Clock value={start} label={`${label}第 ${at + 1} 段开始`} onChange={(time) => set(at, 0, time)} />
            –
            <Clock value={end} label={`${label}第 ${at + 1} 段结束`} onChange={(time) => set(at, 1, time)} />
            <Button type="text" icon={<DeleteOutlined />} aria-label={`删除${label}第 ${at + 1} 段`} onClick={() => onChange(value.filter((_, index) => index !== at))} />
          </span>
        );
      })}
      {value.length < MOST_WINDOWS && <Button type="link" size="small" icon={<PlusOutlined />} aria-label={`${label}加一段`} onClick={() => onChange([...value, next(value.at(-1))])}>加一段</Button>}
      {!value.length && <em>不营业</em>}
    </div>
  );
}

/** A time of day in 24 hours whatever the browser's language; 9 or 930 is enough to type. */
function Clock({ value, label, onChange }: { value: string; label: string; onChange: (time: string) => void }) {
  return (
    <Input
      value={value}
      maxLength={5}
      inputMode="numeric"
      placeholder="08:30"
      aria-label={label}
      onChange={({ target }) => onChange(target.value.replace(/：/g, ':').replace(/-/g, ''))}
      onBlur={({ target }) => onChange(clock(target.value))}
    />
  );
}

/** `9`, `930` and `9:5` as 09:00, 09:30 and 09:05; what is none stays, to be refused. */
export function clock(typed: string): string {
  const match = /^(\d{1,2})(?::(\d{1,2}))?$|^(\d{1,2})(\d{2})$/.exec(typed.trim());
  if (!match) return typed;
  const [hour, minute] = match[1] === undefined ? [match[3], match[4]] : [match[1], match[2]];
  return `${hour!.padStart(2, '0')}:${(minute ?? '').padStart(2, '0')}`;
}

/** A stretch after `last` that does not overlap it. */
function next(last: string | undefined): string {
  const end = last?.split('-')[1];
  if (!end) return '08:30-18:00';
  const hour = Math.min(Number(end.slice(0, 2)) + 1, 22);
  return `${String(hour).padStart(2, '0')}:00-${String(hour + 1).padStart(2, '0')}:00`;
}

type Week = Pick<StoreDoc, 'hours' | 'closed_weekdays'>;

/** Opening hours of every weekday, and the weekly days of rest. */
export function WeekEditor({ value, onChange }: { value: Week; onChange: (week: Week) => void }) {
  const resting = new Set(value.closed_weekdays);
  const rest = (day: Day, closed: boolean): void => {
    const days = DAYS.map(([name]) => name).filter((name) => (name === day ? closed : resting.has(name)));
    onChange({ ...value, closed_weekdays: days });
  };
  const first = value.hours.mon ?? [];
  return (
    <div className="week">
      {DAYS.map(([day, label]) => (
        <div key={day} className={resting.has(day) ? 'is-closed' : ''}>
          <span>{label}</span>
          <Switch checked={!resting.has(day)} checkedChildren="营业" unCheckedChildren="店休" aria-label={`${label}营业`} onChange={(open) => rest(day, !open)} />
          {resting.has(day) ? <em>每周店休</em> : <Windows label={label} value={value.hours[day] ?? []} onChange={(windows) => onChange({ ...value, hours: { ...value.hours, [day]: windows } })} />}
        </div>
      ))}
      <Button type="link" size="small" onClick={() => onChange({ ...value, hours: Object.fromEntries(DAYS.map(([day]) => [day, first])) })}>每天都和周一一样</Button>
    </div>
  );
}
