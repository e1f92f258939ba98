/** What a person at another window should hear. */
import type { DeskEvent } from './client/types';
import { attention, waiting } from './select';
import type { DeskState } from './state';

export type Alarm = 'waiting' | 'danger' | 'message';

/**
 * The alarm that a change calls for: my page rings, somebody new waits, or one's own customer spoke in a conversation that is not
 * being looked at (`watched`).
 */
export function alarmAfter(before: DeskState, after: DeskState, events: readonly DeskEvent[], watched: string | null): Alarm | null {
  const rang = (id: string): boolean => before.summaries[id]?.rings === true;
  if (waiting(after).some(({ id, rings }) => rings && !rang(id))) return attention(after).danger ? 'danger' : 'waiting';
  const waited = new Set(waiting(before).map(({ id }) => id));
  if (waiting(after).some(({ id }) => !waited.has(id))) return attention(after).danger ? 'danger' : 'waiting';
  const spoke = events.some((event) => event.kind === 'message' && event.from === 'customer' && event.conversation !== watched && after.summaries[event.conversation]?.mine);
  return spoke ? 'message' : null;
}
