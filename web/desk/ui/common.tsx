/** Small things that every view uses. */
import { Button, Empty, Input, Result, Skeleton } from 'antd';
import type { ReactNode } from 'react';
import { SearchOutlined } from './icons';
import type { VehicleKind } from '../client/types';
import { countdown, duration } from '../format';
import { useNow, type Reading } from './hooks';

/** The time since `at`, counting. */
export function Since({ at }: { at: string }) {
  return <>{duration(useNow() - Date.parse(at))}</>;
}

/** The time until `due`, counting; red when it is over. */
export function Countdown({ due }: { due: string }) {
  const { text, urgency } = countdown(due, useNow());
  return <span className={`countdown is-${urgency}`}>{text}</span>;
}

/** The head of a work view: title, filters, actions. */
export function Head({ title, children, actions }: { title: string; children?: ReactNode; actions?: ReactNode }) {
  return (
    <header className="head">
      <h1>{title}</h1>
      <div className="head-filters">{children}</div>
      <div className="head-actions">{actions}</div>
    </header>
  );
}

interface BodyProps<T> {
  reading: Reading<T>;
  empty: (data: T) => boolean;
  nothing: string;
  children: (data: T) => ReactNode;
}

/** What was read; or that it is being read, could not be, or is nothing. */
export function Body<T>({ reading, empty, nothing, children }: BodyProps<T>) {
  const { data, error, reload } = reading;
  if (data === null) return error ? <Failed title={error} onRetry={reload} /> : <Loading />;
  return (
    <>
      {error && <p className="stale" role="status">{error}，下面可能不是最新的。<Button type="link" size="small" onClick={reload}>重新读取</Button></p>}
      {empty(data) ? <Empty className="nothing" image={Empty.PRESENTED_IMAGE_SIMPLE} description={nothing} /> : children(data)}
    </>
  );
}

export function Loading() {
  return <div className="loading" role="status" aria-label="正在读取"><Skeleton active title={false} paragraph={{ rows: 5 }} /></div>;
}

export function Failed({ title, onRetry }: { title: string; onRetry: () => void }) {
  return <Result className="failed" status="warning" title={title} extra={<Button onClick={onRetry}>重试</Button>} />;
}

interface SearchProps {
  value: string;
  onChange: (value: string) => void;
  placeholder: string;
}

/** The search of a view; Ctrl+K comes here. */
export function Search({ value, onChange, placeholder }: SearchProps) {
  return (
    <Input
      data-search
      allowClear
      className="search"
      prefix={<SearchOutlined />}
      value={value}
      placeholder={placeholder}
      aria-label={placeholder}
      maxLength={40}
      onChange={({ target }) => onChange(target.value)}
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return;
        event.stopPropagation();
        onChange('');
        event.currentTarget.blur();
      }}
    />
  );
}

const TONES: Record<string, string> = {
  urgent: 'bad', high: 'warn', open: 'warn', requested: 'warn', reopened: 'warn', queued: 'warn', ringing: 'warn', missed: 'bad', no_show: 'bad',
  scheduled: 'info', confirmed: 'info', in_progress: 'info', done: 'good', human: 'good',
};

/** A status or degree in its colour. */
export function Status({ kind, text }: { kind: string; text: string }) {
  return <em className={`status is-${TONES[kind] ?? 'quiet'}`}>{text}</em>;
}

export const PRIORITY_TEXT = { urgent: '紧急', high: '优先', normal: '普通' } as const;
export const KIND_TEXT: Record<VehicleKind, string> = { car: '汽车', moto: '摩托车' };

/** A telephone number to press, if it is a whole one. */
export function Tel({ number }: { number: string | undefined }) {
  if (!number) return <>—</>;
  return /^\+?\d+$/.test(number) ? <a href={`tel:${number}`}>{number}</a> : <>{number}</>;
}
