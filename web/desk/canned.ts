/** Canned replies: found by what follows a slash, filled in from the open conversation. */
import { moment } from '../shared/format';
import type { Canned, Detail } from './client/types';

export type Values = Readonly<Record<string, string | undefined>>;

/** What a draft asks for: the word after a slash at its beginning; null when it asks for no reply. */
export function asked(draft: string): string | null {
  const found = /^[/／]([^\s/]{0,20})$/.exec(draft);
  return found ? found[1]! : null;
}

/** The replies that fit: whose shortcut begins with the word, then whose shortcut or text holds it; one's own first. */
export function fitting(replies: readonly Canned[], word: string): Canned[] {
  const wanted = word.toLowerCase();
  const rank = ({ shortcut, text, shared }: Canned): number => {
    const key = shortcut.toLowerCase();
    const how = key.startsWith(wanted) ? 0 : key.includes(wanted) || text.toLowerCase().includes(wanted) ? 2 : 9;
    return how + (shared ? 1 : 0);
  };
  return replies.filter((reply) => rank(reply) < 9).sort((a, b) => rank(a) - rank(b) || a.shortcut.localeCompare(b.shortcut, 'zh'));
}

/** `text` with its variables filled in; what is not known stays as it is, to be seen and written over. */
export function fill(text: string, values: Values): string {
  return text.replace(/\{([a-z_]+)\}/g, (whole, name: string) => values[name] ?? whole);
}

/** The names of variables that nothing is known for. */
export function gaps(text: string): string[] {
  return [...text.matchAll(/\{([a-z_]+)\}/g)].map((match) => match[1]!);
}

/** What the open conversation knows. The plate is masked: a reply may be read over somebody's shoulder. */
export function valuesOf(detail: Detail, me: string, now: number): Values {
  const { conversation, orders, bookings } = detail;
  const order = orders[0]?.data as { no?: string; promised_at?: string; store?: string } | undefined;
  const booking = bookings[0]?.data as { store?: string } | undefined;
  return {
    customer: conversation.customer?.name,
    plate: conversation.plate && masked(conversation.plate),
    order_no: order?.no,
    store: conversation.store?.name ?? order?.store ?? booking?.store,
    eta: order?.promised_at && moment(order.promised_at, now),
    me,
  };
}

function masked(plate: string): string {
  return `${plate.slice(0, 2)}***${plate.slice(-2)}`;
}
