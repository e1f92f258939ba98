/** Times, money and telephone numbers as a Chinese customer reads them. */

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
/** The shops live in Asia/Shanghai, which has kept UTC+8 without summer time since 1991. */
const SHANGHAI = 8 * HOUR;
const WEEKDAYS = ['周日', '周一', '周二', '周三', '周四', '周五', '周六'];

interface WallClock {
  year: number;
  month: number;
  date: number;
  weekday: string;
  /** `14:30` */
  time: string;
  /** Days since 1970-01-01. */
  day: number;
}

function wallClock(ms: number): WallClock {
  const local = new Date(ms + SHANGHAI);
  return {
    year: local.getUTCFullYear(),
    month: local.getUTCMonth() + 1,
    date: local.getUTCDate(),
    weekday: WEEKDAYS[local.getUTCDay()]!,
    time: local.toISOString().slice(11, 16),
    day: Math.floor((ms + SHANGHAI) / DAY),
  };
}

/** The first moment (ms) of the Shanghai day that holds `ms`. */
export function startOfDay(ms: number): number {
  return wallClock(ms).day * DAY - SHANGHAI;
}

const NEAR_DAYS: Record<number, string> = { [-1]: '昨天', 0: '今天', 1: '明天', 2: '后天' };

function dayName(at: WallClock, now: WallClock): string {
  const near = NEAR_DAYS[at.day - now.day];
  if (near) return near;
  const year = at.year === now.year ? '' : `${at.year}年`;
  return `${year}${at.month}月${at.date}日 ${at.weekday}`;
}

/**
 * An appointment or promise: `今天 14:30`, `11月25日 周三 10:30`, `2027年1月4日 周一 09:00`.
 * @param iso ISO 8601 with offset; anything else comes back as it is
 * @param now ms since the epoch
 */
export function moment(iso: string, now: number): string {
  const ms = Date.parse(iso);
  if (Number.isNaN(ms)) return iso;
  const at = wallClock(ms);
  return `${dayName(at, wallClock(now))} ${at.time}`;
}

/** A span: `今天 14:00–16:00`, or both moments in full where it crosses midnight. */
export function span(from: string, to: string | undefined, now: number): string {
  if (!to) return moment(from, now);
  const start = Date.parse(from);
  const end = Date.parse(to);
  if (Number.isNaN(start) || Number.isNaN(end)) return `${from} – ${to}`;
  if (start === end) return moment(from, now);
  if (startOfDay(start) !== startOfDay(end)) return `${moment(from, now)} – ${moment(to, now)}`;
  return `${moment(from, now)}–${wallClock(end).time}`;
}

/**
 * The line between two messages, by WeChat's rules: `14:30` today, `昨天 14:30`, `周三 14:30` within the
 * last seven days, `11月3日 14:30` this year, `2025年11月3日 14:30` before.
 */
export function separator(iso: string, now: number): string {
  const ms = Date.parse(iso);
  if (Number.isNaN(ms)) return iso;
  const at = wallClock(ms);
  const today = wallClock(now);
  const age = today.day - at.day;
  if (age <= 0) return at.time;
  if (age === 1) return `昨天 ${at.time}`;
  if (age < 7) return `${at.weekday} ${at.time}`;
  const year = at.year === today.year ? '' : `${at.year}年`;
  return `${year}${at.month}月${at.date}日 ${at.time}`;
}

/** WeChat draws a time line when more than five minutes passed between two messages. */
export function needsSeparator(before: string | undefined, at: string): boolean {
  return before === undefined || Date.parse(at) - Date.parse(before) > 5 * MINUTE;
}

/** Fen as yuan: `¥398`, `¥1,280.50`, `-¥50`. */
export function money(fen: number): string {
  const cents = Math.abs(fen) % 100;
  const yuan = Math.floor(Math.abs(fen) / 100).toString().replace(/\B(?=(\d{3})+$)/g, ',');
  const fraction = cents === 0 ? '' : `.${cents.toString().padStart(2, '0')}`;
  return `${fen < 0 ? '-' : ''}¥${yuan}${fraction}`;
}

/** A waiting estimate in seconds: `不到 1 分钟`, `约 4 分钟`, `约 1 小时 10 分钟`. */
export function waiting(seconds: number): string {
  if (seconds < 60) return '不到 1 分钟';
  const minutes = Math.ceil(seconds / 60);
  if (minutes < 60) return `约 ${minutes} 分钟`;
  const rest = minutes % 60;
  return `约 ${Math.floor(minutes / 60)} 小时${rest ? ` ${rest} 分钟` : ''}`;
}

/** A `tel:` address for a plain telephone number, nothing for a masked or odd one. */
export function telephone(number: string | undefined): string | undefined {
  if (!number || !/^\+?\d[\d -]{1,18}\d$/.test(number)) return undefined;
  return `tel:${number.replace(/[ -]/g, '')}`;
}

/** `url` when it is https or on `origin`; a link from card data may not lead anywhere else (`javascript:`). */
export function safeLink(url: string | undefined, origin: string): string | undefined {
  if (!url) return undefined;
  try {
    const parsed = new URL(url, origin);
    return parsed.protocol === 'https:' || parsed.origin === origin ? parsed.href : undefined;
  } catch {
    return undefined;
  }
}
