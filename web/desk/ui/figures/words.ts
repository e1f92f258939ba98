/** Figures in words: values, changes, periods. */
import type { Figure, Kind, Summary } from '../../client/figures';
import { dayOf, duration } from '../../format';

/** `—` when there is nothing. */
export function shown(kind: Kind, value: number | null | undefined): string {
  if (value === null || value === undefined) return '—';
  switch (kind) {
    case 'rate': return `${rounded(value * 100, 1)}%`;
    case 'duration': return duration(value * 1000);
    case 'milliseconds': return value < 10_000 ? `${Math.round(value)} 毫秒` : duration(value);
    case 'points': return `${value > 0 ? '+' : ''}${rounded(value, 0)}`;
    case 'score': return rounded(value, 2);
  }
}

const rounded = (value: number, digits: number): string => String(Number(value.toFixed(digits)));

/** What is drawn on an axis: percent, minutes, or the value itself. */
export function drawn(kind: Kind, value: number | null | undefined): number | null {
  if (value === null || value === undefined) return null;
  const unit = { rate: 100, duration: 1 / 60, milliseconds: 1, points: 1, score: 1 }[kind];
  return Number((value * unit).toFixed(2));
}

export const UNITS: Record<Kind, string> = { rate: '%', duration: '分钟', milliseconds: '毫秒', points: '分', score: '分' };

export interface Change {
  text: string;
  tone: 'good' | 'bad' | 'same';
}

/** How a figure moved against the period before; null when one of them has nothing to compare. */
export function change({ kind, value, better, previous }: Figure): Change | null {
  if (value === null || previous.value === null) return null;
  const by = value - previous.value;
  const text = moved(kind, by, previous.value);
  if (text === null) return { text: '与上一期持平', tone: 'same' };
  return { text: `${by > 0 ? '↑' : '↓'} ${text}`, tone: by > 0 === (better === 'up') ? 'good' : 'bad' };
}

function moved(kind: Kind, by: number, before: number): string | null {
  if (kind === 'rate') return sized(Math.abs(by) * 100, 1, ' 个百分点');
  if (kind === 'points') return sized(Math.abs(by), 0, ' 分');
  if (kind === 'score') return sized(Math.abs(by), 2, ' 分');
  return before ? sized(Math.abs(by / before) * 100, 0, '%') : sized(Math.abs(by), 0, kind === 'duration' ? ' 秒' : ' 毫秒');
}

function sized(size: number, digits: number, unit: string): string | null {
  const text = rounded(size, digits);
  return text === '0' ? null : text + unit;
}

/** Numerator and denominator of a share, where they count cases. */
export function parts({ kind, part, whole, n }: { kind: Kind } & Summary): string {
  return kind === 'rate' && whole === n && part !== undefined ? `${part} / ${n}` : `n = ${n}`;
}

export interface Period {
  from: string;
  to: string;
}

/** The periods that are one press away, as of `now` (ms). */
export function presets(now: number): { label: string; period: Period }[] {
  const today = dayOf(now);
  const first = `${today.slice(0, 8)}01`;
  const lastMonth = dayOf(Date.parse(`${first}T00:00:00+08:00`), -1);
  const back = (label: string, days: number) => ({ label, period: { from: dayOf(now, 1 - days), to: today } });
  return [
    back('今天', 1),
    back('近 7 天', 7),
    back('近 30 天', 30),
    back('近 90 天', 90),
    { label: '本月', period: { from: first, to: today } },
    { label: '上月', period: { from: `${lastMonth.slice(0, 8)}01`, to: lastMonth } },
  ];
}
