import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { DeskEvent, Summary } from '../../client/types';
import { othersAt } from '../../company';
import { type Action, type DeskState, hasGap, type Pending, reduce, START } from '../../state';
import { at, detail, line, ME, owned, queue, said, summary } from './make';

const run = (...actions: Action[]): DeskState => actions.reduce(reduce, START);
const events = (...list: DeskEvent[]): Action => ({ type: 'events', events: list, me: ME, now: 0 });
const read = (seq: number, waiting: Summary[] = [], mine: Summary[] = []): Action => ({ type: 'queue', answer: queue(seq, waiting), mine, mineSeq: seq });

describe('queue', () => {
  it('starts the cursor where the queue was read, and never moves it by reading again', () => {
    const state = run(read(7), events(said(8, 'a', 1)), read(5));
    expect(state.cursor).toBe(8);
    expect(state.opened).toBe(true);
  });

  it('drops who waits or is mine no longer, and keeps what only a newer event told', () => {
    const before = run(read(3, [summary('a', { owner: 'queued' }), summary('b', { owner: 'queued' })], [summary('c', { owner: 'human', mine: true })]));
    const state = [events(owned(4, 'b', 9, 'queued')), read(3, [], [])].reduce(reduce, before);
    expect(Object.keys(state.summaries)).toEqual(['b']);
  });

  it('does not take an older reading over a newer one', () => {
    const state = run(read(9, [summary('a', { owner: 'queued', unread: 2 })]), { type: 'summaries', seq: 4, list: [summary('a', { owner: 'bot' })] });
    expect(state.summaries.a).toMatchObject({ owner: 'queued', unread: 2 });
  });
});

describe('events', () => {
  it('count unread words of the customer only, and tell the newest', () => {
    const state = run(read(1, [summary('a', { owner: 'queued' })]), events(said(2, 'a', 1), said(3, 'a', 2, { from: 'bot', body: undefined, preview: '好的' } as never)));
    expect(state.summaries.a).toMatchObject({ unread: 1, last: { seq: 2, from: 'bot', preview: '好的' }, last_message_at: at(2) });
  });

  it('that were heard already change nothing', () => {
    const once = run(read(1, [summary('a', { owner: 'queued' })]), events(said(2, 'a', 1)));
    expect(reduce(once, events(said(2, 'a', 1)))).toBe(once);
  });

  it('move a conversation: queued, accepted by me, by a colleague, closed', () => {
    let state = run(read(1, [summary('a', { danger: true })]), events(owned(2, 'a', 1, 'queued')));
    expect(state.summaries.a).toMatchObject({ owner: 'queued', mine: false, queue: { queued_at: at(2), priority: 'urgent' } });
    state = reduce(state, events(owned(3, 'a', 2, 'human', ME)));
    expect(state.summaries.a).toMatchObject({ owner: 'human', mine: true, staff: { name: ME } });
    expect(state.summaries.a!.queue).toBeUndefined();
    state = reduce(state, events(owned(4, 'a', 3, 'human', '周航')));
    expect(state.summaries.a).toMatchObject({ mine: false, staff: { name: '周航' } });
    state = reduce(state, events(owned(5, 'a', 4, 'closed')));
    expect(state.summaries.a!.staff).toBeUndefined();
  });

  it('tell which lists changed', () => {
    const state = run(read(1), events({ seq: 2, at: at(2), kind: 'orders', body: {} }, { seq: 3, at: at(3), kind: 'callbacks' }, owned(4, 'new', 1, 'queued')));
    expect(state.changed).toMatchObject({ orders: 1, callbacks: 1, conversations: 1, bookings: 0 });
  });

  it('of a kind that this page does not know only move the cursor', () => {
    const state = run(read(1), events({ seq: 2, at: at(2), kind: 'weather', body: {} } as never));
    expect(state).toMatchObject({ cursor: 2, changed: START.changed });
  });

  it('switch a colleague on and off', () => {
    const colleague = { id: 's2', name: '周航', role: 'advisor' as const, online: false, load: 0, capacity: 3, me: false };
    const state = run({ type: 'queue', answer: { ...queue(1), staff: [colleague] }, mine: [], mineSeq: 1 }, events({ at: at(2), kind: 'staff', from: 'system', body: { staff: colleague, online: true } }));
    expect(state.staff[0]!.online).toBe(true);
  });
});

describe('stale summary and events', () => {
  const step = fc.record({
    what: fc.constantFrom('customer', 'bot', 'staff', 'queued', 'human', 'bot-owns', 'closed'),
    where: fc.constantFrom('a', 'b'),
  });

  /** What a server would answer: the fold over everything that happened up to a moment. */
  function history(steps: readonly { what: string; where: string }[]): DeskEvent[] {
    const lengths: Record<string, number> = { a: 0, b: 0 };
    return steps.map(({ what, where }, i) => {
      const place = ++lengths[where]!;
      const seq = i + 1;
      if (what === 'customer' || what === 'bot' || what === 'staff') return said(seq, where, place, { from: what });
      return owned(seq, where, place, what === 'bot-owns' ? 'bot' : (what as 'queued' | 'human' | 'closed'), what === 'human' ? ME : undefined);
    });
  }
  const start: Action = { type: 'summaries', seq: 0, list: [summary('a'), summary('b')] };
  const told = (log: readonly DeskEvent[]): Summary[] =>
    Object.values(reduce(reduce(START, start), events(...log)).summaries).map(({ asOf: _, ...rest }) => rest);

  it('give the fresh summary, wherever it was read and however often events come', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 30 }), fc.nat(), fc.nat(), (steps, cut, from) => {
        const log = history(steps);
        const readAt = cut % (log.length + 1);
        const replayFrom = from % (readAt + 1);
        const fresh = told(log);
        const stale: Action = { type: 'summaries', seq: readAt, list: told(log.slice(0, readAt)) };
        const state = reduce(reduce({ ...START, cursor: replayFrom }, stale), events(...log.slice(replayFrom)));
        expect(Object.values(state.summaries).map(({ asOf: _, ...rest }) => rest)).toEqual(fresh);
      }),
    );
  });
});

describe('an opened conversation', () => {
  const open = (list = [line(1), line(2)], more = {}): Action => ({ type: 'opened', id: 'a', answer: detail('a', list, more) });

  it('grows by events that carry their body', () => {
    const state = run(open(), events(said(5, 'a', 3)));
    expect(state.threads.a!.transcript.last).toBe(3);
    expect(hasGap(state.threads.a!)).toBe(false);
  });

  it('notices what is missing: a word of somebody else’s conversation, a skipped seq', () => {
    const masked = said(5, 'a', 3, { preview: '…' });
    delete masked.body;
    let state = run(open(), events(masked));
    expect(hasGap(state.threads.a!)).toBe(true);
    state = reduce(state, { type: 'log', id: 'a', events: [line(3)] });
    expect(hasGap(state.threads.a!)).toBe(false);
    state = reduce(state, events(said(6, 'a', 6)));
    expect(state.threads.a!.transcript.last).toBe(3);
    expect(hasGap(state.threads.a!)).toBe(true);
    state = reduce(state, { type: 'log', id: 'a', events: [line(4), line(5), line(6)] });
    expect(state.threads.a!.transcript.messages.map(({ seq }) => seq)).toEqual([1, 2, 3, 4, 5, 6]);
  });

  it('keeps older pages when it is read again, unless they no longer adjoin', () => {
    let state = run(open([line(51), line(52)]), { type: 'older', id: 'a', events: [line(49), line(50)] });
    state = reduce(state, open([line(52), line(53)]));
    expect(state.threads.a!.transcript).toMatchObject({ first: 49, last: 53 });
    state = reduce(state, open([line(90), line(91)]));
    expect(state.threads.a!.transcript).toMatchObject({ first: 90, last: 91 });
  });

  it('takes a note once, however it is told', () => {
    const note = { id: 4, at: at(9), text: '总仓已催' };
    const state = run(open(), { type: 'note', id: 'a', note }, events({ seq: 9, at: at(9), kind: 'note', conversation: 'a', body: note }));
    expect(state.threads.a!.detail.notes).toEqual([note]);
  });

  it('shows typing until it lapses or the words come; and how far the customer has read', () => {
    const typing: DeskEvent = { at: at(1), kind: 'typing', from: 'customer', conversation: 'a', body: {} };
    let state = run(open([line(1)], { conversation: { ...summary('a'), customer_read_seq: 1 } }), { type: 'events', events: [typing], me: ME, now: 1000 });
    expect(state.threads.a!.typingUntil).toBe(6000);
    expect(reduce(state, { type: 'tick', now: 6000 }).threads.a!.typingUntil).toBe(0);
    state = reduce(state, events(said(3, 'a', 2)));
    expect(state.threads.a!.typingUntil).toBe(0);
    state = reduce(state, events({ at: at(4), kind: 'read', from: 'customer', conversation: 'a', body: { seq: 2 } }));
    expect(state.threads.a!.customerRead).toBe(2);
  });

  it('tells that a colleague is typing, not that oneself is', () => {
    const typing = (name: string): DeskEvent => ({ at: at(1), kind: 'typing', from: 'staff', conversation: 'a', body: { staff: { id: name, name } } });
    const state = run(open(), events(typing(ME)), events(typing('周航')));
    expect(othersAt(state.company, 'a', ME)).toEqual([{ id: '周航', name: '周航', until: 45_000, typingUntil: 5000 }]);
    expect(othersAt(reduce(state, { type: 'tick', now: 5000 }).company, 'a', ME)).toMatchObject([{ name: '周航', typingUntil: 0 }]);
    expect(othersAt(reduce(state, { type: 'tick', now: 45_000 }).company, 'a', ME)).toEqual([]);
  });

  it('tells who else looks at a conversation, opened here or not, until they leave', () => {
    const looks = (id: string, here = true): DeskEvent => ({ at: at(1), kind: 'viewing', from: 'staff', conversation: 'far', body: { staff: { id, name: `员工${id}` }, here } });
    const state = run(events(looks('1')), events(looks('2')), events(looks('1', false)));
    expect(othersAt(state.company, 'far', 'me').map(({ name }) => name)).toEqual(['员工2']);
    expect(reduce(state, { type: 'tick', now: 44_999 })).toBe(state);
  });

  it('is read up to its newest word, not beyond', () => {
    const mine = summary('a', { owner: 'human', mine: true, unread: 2, last: { seq: 5, at: at(5), from: 'customer', preview: '' } });
    const state = run(read(1, [], [mine]));
    expect(reduce(state, { type: 'read', id: 'a', seq: 4 }).summaries.a!.unread).toBe(2);
    expect(reduce(state, { type: 'read', id: 'a', seq: 5 }).summaries.a!.unread).toBe(0);
  });
});

describe('pending', () => {
  const item = (client_id: string, conversation: string): Pending => ({ client_id, payload: { conversation, text: '好' }, text: '好', at: at(0), order: 1, state: 'sending' });

  it('is dropped when its echo stands in its own conversation, and only there', () => {
    const echo = said(5, 'a', 3, { from: 'staff', client_id: 'id-1' });
    const state = run({ type: 'opened', id: 'a', answer: detail('a', [line(1), line(2)]) }, { type: 'outbox', items: [item('id-1', 'a'), item('id-2', 'a'), item('id-1b', 'b')] }, events(echo));
    expect(state.pending.map(({ client_id }) => client_id)).toEqual(['id-2', 'id-1b']);
  });
});
