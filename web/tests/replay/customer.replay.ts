import { isDeepStrictEqual } from 'node:util';
import { describe, expect, it } from 'vitest';
import type { ChatEvent, LogEvent } from '../../shared/events';
import { currentOwner, currentPlace } from '../../shared/transcript';
import { type Action, type ChatState, hasGap, reduce, START } from '../../widget/state';
import { deaf, histories, kindsOf, pairs } from './histories';

interface Moment {
  /** The newest page of history, once short, once as the page asks for it. */
  pages: LogEvent[][];
}

const customers = histories<{ customers: { moments: Moment[]; heard: LogEvent[] }[] }>().flatMap((story) => story.customers);

/** Reads pages back to the beginning, as scrolling up does. */
function scrolledUp(state: ChatState, log: readonly LogEvent[]): ChatState {
  let now = state;
  while (now.transcript.first > 1) {
    const { first } = now.transcript;
    const next = reduce(now, { type: 'older', events: log.filter(({ seq }) => seq < first).slice(-7) });
    expect(next.transcript.first).toBeLessThan(first);
    now = next;
  }
  return now;
}

/** What the page shows. */
function shown(state: ChatState, log: readonly LogEvent[]): unknown {
  const { transcript, pending } = scrolledUp(state, log);
  const { messages, cards, owner, queue, first, last } = transcript;
  return { messages, cards, owner, queue, first, last, who: currentOwner(transcript), place: currentPlace(transcript), pending };
}

const opened = (events: readonly LogEvent[]): Action => ({ type: 'opened', events });
const told = (events: readonly ChatEvent[]): Action => ({ type: 'events', events, now: 0 });

/** Opened at one moment, then told what came until `log` ends: in parts, with parts told twice and one lost on the way. */
function livedThrough(page: readonly LogEvent[], log: readonly LogEvent[], hear: (events: readonly LogEvent[]) => readonly LogEvent[]): ChatState {
  const own = log.filter(({ seq, from, client_id }) => seq >= page[0]!.seq && from === 'customer' && client_id).map(({ client_id }, order) => ({
    client_id: client_id!, payload: { text: '' }, text: '', at: '', order, state: 'sending' as const,
  }));
  let state = reduce(reduce(START, { type: 'outbox', items: own }), opened(page));
  const since = log.filter(({ seq }) => seq > state.transcript.last);
  const half = Math.floor(since.length / 2);
  for (const part of [since.slice(0, half), since.slice(Math.max(0, half - 3), half + 1), since.slice(half + 2)]) state = reduce(state, told(hear(part)));
  const heard = hear(since);
  if (heard.length) state = reduce(state, told([heard[heard.length - 1]!]));
  for (let asked = 0; hasGap(state) && asked < 9; asked++) {
    state = reduce(state, told(hear(log.filter(({ seq }) => seq > state.transcript.last))));
  }
  return state;
}

function differing(hear: (events: readonly LogEvent[]) => readonly LogEvent[]): number {
  let different = 0;
  for (const { moments, heard } of customers) {
    for (const [before, after] of pairs(moments)) {
      const fresh = after.pages[1]!;
      const log = heard.filter(({ seq }) => seq <= fresh[fresh.length - 1]!.seq);
      for (const page of before.pages) {
        const stale = shown(livedThrough(page, log, hear), log);
        const now = shown(reduce(START, opened(fresh)), log);
        if (isDeepStrictEqual(stale, now)) continue;
        different++;
        if (hear === everything) expect(stale).toEqual(now);
      }
    }
  }
  return different;
}

const everything = (events: readonly LogEvent[]): readonly LogEvent[] => events;

describe('the customer page', () => {
  it('shows the same, whether it lived through the story or has just come', () => {
    expect(differing(everything)).toBe(0);
  });

  it.each(kindsOf(customers))('would show something else if it were deaf to %s', (kind) => {
    expect(differing(deaf(kind))).toBeGreaterThan(0);
  });
});
