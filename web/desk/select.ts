/** What the lists show. */
import type { Owner } from '../shared/events';
import type { Priority } from './client/types';
import { type DeskState, type Held, type Pending, waits } from './state';

const RANK: Record<Priority, number> = { urgent: 0, high: 1, normal: 2 };

/** Who waits for a person: urgent first, then first come, as the server hands them out. */
export function waiting({ summaries }: DeskState): Held[] {
  return Object.values(summaries)
    .filter(waits)
    .sort((a, b) => rank(a) - rank(b) || queuedAt(a) - queuedAt(b) || a.id.localeCompare(b.id));
}

const rank = (held: Held): number => RANK[held.queue?.priority ?? 'normal'];
const queuedAt = (held: Held): number => Date.parse(held.queue?.queued_at ?? held.last_message_at ?? '') || 0;

/** One's own conversations, the one that spoke last first. */
export function mine({ summaries }: DeskState): Held[] {
  return Object.values(summaries).filter((held) => held.mine && held.owner === 'human').sort(newestFirst);
}

export function newestFirst(a: Held, b: Held): number {
  return (b.last_message_at ?? '').localeCompare(a.last_message_at ?? '') || a.id.localeCompare(b.id);
}

/** How many wait, and how many messages of one's own customers are unread. */
export function attention(state: DeskState): { waiting: number; unread: number; danger: boolean } {
  const queue = waiting(state);
  return {
    waiting: queue.length,
    unread: mine(state).reduce((sum, { unread }) => sum + unread, 0),
    danger: queue.some((held) => held.danger || held.queue?.priority === 'urgent'),
  };
}

/** The title of the page: what cannot wait goes first. */
export function title(state: DeskState): string {
  const { waiting: people, unread } = attention(state);
  if (people) return `(${people}) 有人在等 · 客服工作台`;
  if (unread) return `(${unread}) 新消息 · 客服工作台`;
  return '客服工作台';
}

export function pendingOf(state: DeskState, conversation: string): Pending[] {
  return state.pending.filter(({ payload }) => payload.conversation === conversation);
}

/** The conversation above (-1) or below (+1) `current` in `ids`, around the ends. */
export function neighbour(ids: readonly string[], current: string | undefined, step: 1 | -1): string | undefined {
  if (!ids.length) return undefined;
  const at = current === undefined ? -1 : ids.indexOf(current);
  if (at < 0) return step > 0 ? ids[0] : ids[ids.length - 1];
  return ids[(at + step + ids.length) % ids.length];
}

export const OWNER_TEXT: Record<Owner, string> = { bot: '机器人接待', queued: '等待接入', ringing: '振铃中', human: '人工接待', closed: '已结束' };
