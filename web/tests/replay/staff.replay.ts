import { isDeepStrictEqual } from 'node:util';
import { describe, expect, it } from 'vitest';
import type { DeskEvent, DetailAnswer, Pages, QueueAnswer, Summary, WorkList } from '../../desk/client/types';
import { changesQueue, touches } from '../../desk/changes';
import { type DeskState, type Held, hasGap, reduce, START, waits } from '../../desk/state';
import type { LogEvent } from '../../shared/events';
import { currentOwner } from '../../shared/transcript';
import { deaf, histories, kindsOf, pairs } from './histories';

type Listed = { seq: number; conversations: Summary[] } & Pages;
type Told = Extract<DeskEvent, { seq: number }>;

/** What one member of staff can read at a moment. */
interface Moment {
  queue: QueueAnswer;
  mine: Listed;
  all: Listed;
  opened: Record<string, DetailAnswer>;
  lists: Partial<Record<WorkList, Record<string, unknown[]>>>;
}

interface Story {
  customers: { conversation: string; heard: LogEvent[] }[];
  desks: { me: string; moments: Moment[]; heard: Told[] }[];
}

const stories = histories<Story>();

const queueAt = ({ queue, mine }: Moment) => ({ type: 'queue' as const, answer: queue, mine: mine.conversations, mineSeq: mine.seq });

/** Everything read at one moment: the queue, all conversations, and each of them opened. */
function readAt(moment: Moment): DeskState {
  let state = reduce(START, queueAt(moment));
  state = reduce(state, { type: 'summaries', seq: moment.all.seq, list: moment.all.conversations });
  for (const [id, answer] of Object.entries(moment.opened)) state = reduce(state, { type: 'opened', id, answer });
  return state;
}

/** What events alone tell about a conversation; the rest (whose it is, why it waits) is read with the queue. */
function told({ id, owner, mine, rings, staff, last, last_message_at, queue }: Summary): unknown {
  return { id, owner, mine, rings, staff: staff?.name, last, last_message_at, position: queue?.position || undefined };
}

const sorted = (list: readonly Summary[]): Summary[] => [...list].sort((a, b) => a.id.localeCompare(b.id));
const bare = ({ asOf: _, ...summary }: Held): Summary => summary;
/** The same list, but for what time alone changes. */
const timeless = (list: unknown): unknown => JSON.parse(JSON.stringify(list, (key, value) => (['overdue', 'late', 'seq'].includes(key) ? undefined : value)));

/** Whatever differs between a page that lived from `before` to `after` and one that has just come. */
function differences(me: string, [before, after]: [Moment, Moment], events: readonly Told[], logs: ReadonlyMap<string, readonly LogEvent[]>): unknown[] {
  const found: unknown[] = [];
  const compare = (what: string, stale: unknown, fresh: unknown): void => {
    if (!isDeepStrictEqual(stale, fresh)) found.push({ what, stale, fresh });
  };
  const start = readAt(before);
  let state = start;
  const fill = (id: string, upTo: number): void => {
    const { last } = state.threads[id]!.transcript;
    const events = logs.get(id)!.filter(({ seq }) => last < seq && seq <= upTo);
    state = reduce(state, { type: 'log', id, events });
  };
  for (const event of events) {
    state = reduce(state, { type: 'events', events: [event], me, now: 0 });
    const id = 'conversation_seq' in event ? event.conversation : '';
    if (!(id in state.threads) || !('conversation_seq' in event)) continue;
    // Of one's own conversations the desk's log carries every word: nothing has to be fetched.
    if (event.body) compare('gap', hasGap(state.threads[id]!), false);
    if (hasGap(state.threads[id]!)) fill(id, event.conversation_seq);
  }
  const fresh = readAt(after);

  for (const summary of after.all.conversations) {
    const held = state.summaries[summary.id];
    if (held) compare('summary', told(held), told(summary));
  }
  for (const [id, thread] of Object.entries(fresh.threads)) {
    const log = logs.get(id)!.filter(({ seq }) => seq <= thread.transcript.last);
    const held = state.threads[id];
    if (!held) continue;
    for (const one of [state, fresh]) compare('hasGap', hasGap(one.threads[id]!), false);
    const [stale, now] = [state, fresh].map((one) => reduce(one, { type: 'older', id, events: log }).threads[id]!);
    compare('transcript', stale!.transcript, now!.transcript);
    compare('owner', currentOwner(stale!.transcript), currentOwner(now!.transcript));
    compare('notes', stale!.detail.notes, now!.detail.notes);
    for (const beside of ['orders', 'bookings', 'complaints', 'callbacks', 'rescues', 'order_next', 'handoff'] as const) {
      if (!touches(id, events as DeskEvent[])) compare(`beside: ${beside}`, timeless(start.threads[id]!.detail[beside] ?? null), timeless(now!.detail[beside] ?? null));
    }
  }
  for (const list of Object.keys(after.lists) as WorkList[]) {
    if (state.changed[list] === start.changed[list]) compare(list, timeless(before.lists[list]), timeless(after.lists[list]));
  }
  const read = events.some(changesQueue) ? reduce(state, queueAt(after)) : state;
  const listed = (one: DeskState): Summary[] => sorted(Object.values(one.summaries).filter((held) => waits(held) || held.mine)).map((held) => bare(held as Held));
  compare('waiting and mine', listed(read), listed(fresh));
  compare('counts', read.counts, fresh.counts);
  return found;
}

function differing(hear: (events: readonly Told[]) => readonly Told[]): unknown[] {
  return stories.flatMap(({ customers, desks }) => {
    const logs = new Map(customers.map(({ conversation, heard }) => [conversation, heard]));
    return desks.flatMap(({ me, moments, heard }) =>
      pairs(moments).flatMap(([before, after]) => {
        const events = heard.filter(({ seq }) => before.queue.seq < seq && seq <= after.queue.seq);
        return differences(me, [before, after], hear(events), logs);
      }),
    );
  });
}

describe('the desk', () => {
  it('shows the same, whether it lived through the story or has just come', () => {
    expect(differing((events) => events).slice(0, 3)).toEqual([]);
  });

  it.each(kindsOf(stories.flatMap(({ desks }) => desks)))('would show something else if it were deaf to %s', (kind) => {
    expect(differing(deaf(kind)).length).toBeGreaterThan(0);
  });
});
