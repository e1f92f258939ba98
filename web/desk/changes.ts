/** What an event of the desk's log means for what was read before it. */
import type { DeskEvent } from './client/types';

/** After these the queue, or a number beside it, may be other than what is held. */
const OF_QUEUE: ReadonlySet<string> = new Set(['owner', 'queue', 'callbacks', 'complaints', 'rescues', 'staff']);

/** A conversation passed on to another store leaves the lists here, so its owner counts wherever it is. */
export const changesQueue = (event: DeskEvent): boolean => OF_QUEUE.has(event.kind === 'elsewhere' ? event.body.of : event.kind);

const BESIDE: ReadonlySet<DeskEvent['kind']> = new Set(['orders', 'bookings', 'complaints', 'callbacks', 'rescues', 'customers']);

/** Whether what stands beside the conversation (orders, bookings, who owns it) may have changed. */
export function touches(id: string, events: readonly DeskEvent[]): boolean {
  return events.some((event) => {
    if ('conversation' in event) return event.conversation === id && (event.kind === 'owner' || event.kind === 'card' || event.kind === 'labels');
    return BESIDE.has(event.kind);
  });
}
