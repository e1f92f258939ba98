/** Durations, deadlines and Shanghai dates as the desk shows and enters them. */
import dayjs, { type Dayjs } from 'dayjs';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const SHANGHAI = 8 * HOUR;

/** A span in words: `45 秒`, `3 分 20 秒`, `1 小时 05 分`, `2 天 3 小时`. */
export function duration(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  if (seconds < 60) return `${seconds} 秒`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} 分 ${two(seconds % 60)} 秒`;
  const hours = Math.floor(minutes / 60);
  if (hours < 24) return `${hours} 小时 ${two(minutes % 60)} 分`;
  return `${Math.floor(hours / 24)} 天 ${hours % 24} 小时`;
}

const two = (n: number): string => n.toString().padStart(2, '0');

export type Urgency = 'calm' | 'soon' | 'over';

/** How long until `due`, and whether it is time to worry: within the last hour, or past it. */
export function countdown(due: string, now: number): { text: string; urgency: Urgency } {
  const left = Date.parse(due) - now;
  if (left < 0) return { text: `已超时 ${duration(-left)}`, urgency: 'over' };
  return { text: `还剩 ${duration(left)}`, urgency: left < HOUR ? 'soon' : 'calm' };
}

/** The Shanghai day of a moment (ms), moved by `days`: `2026-11-22`. */
export function dayOf(ms: number, days = 0): string {
  return new Date(ms + SHANGHAI + days * DAY).toISOString().slice(0, 10);
}

/** `HH:mm` in Shanghai. */
export function clock(iso: string): string {
  const ms = Date.parse(iso);
  return Number.isNaN(ms) ? iso : new Date(ms + SHANGHAI).toISOString().slice(11, 16);
}

/** What a date picker shows is the shop's wall clock, wherever the browser believes it is. */
export function toShanghai(picked: Dayjs): string {
  return `${picked.format('YYYY-MM-DDTHH:mm')}:00+08:00`;
}

/** The wall clock of a moment in Shanghai, for a date picker. */
export function fromShanghai(iso: string | number): Dayjs {
  const ms = typeof iso === 'number' ? iso : Date.parse(iso);
  return dayjs(new Date(ms + SHANGHAI).toISOString().slice(0, 19));
}

/** Likely promises from now on: the next half hours of today, tomorrow noon and evening. */
export function promises(now: number): { label: string; value: Dayjs }[] {
  const at = (label: string, days: number, hour: number) => ({ label, value: fromShanghai(Date.parse(`${dayOf(now, days)}T${two(hour)}:00:00+08:00`)) });
  const later = fromShanghai(Math.ceil((now + HOUR) / (30 * MINUTE)) * 30 * MINUTE);
  const choices = [at('今天 12:00', 0, 12), at('今天 17:00', 0, 17), at('明天 12:00', 1, 12), at('明天 17:00', 1, 17), at('后天 17:00', 2, 17)];
  const soon = fromShanghai(now + 30 * MINUTE);
  return [{ label: '一小时后', value: later }, ...choices.filter(({ value }) => value.isAfter(soon))];
}
