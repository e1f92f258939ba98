import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { LogEvent } from '../../shared/events';
import { currentCard, currentOwner, currentPlace, extend, openAt, prepend, renew } from '../../shared/transcript';

const AT = '2026-11-23T10:00:00+08:00';
type Draft = Omit<LogEvent, 'seq' | 'at'>;

const draft: fc.Arbitrary<Draft> = fc.oneof(
  fc.record({ from: fc.constantFrom('customer', 'bot', 'staff', 'system'), text: fc.string() }).map(
    ({ from, text }) => ({ kind: 'message', from, body: { type: 'text', text } }) as Draft,
  ),
  fc.record({ kind: fc.constantFrom('message', 'card'), id: fc.constantFrom('k1', 'k2'), no: fc.string(), more: fc.constantFrom({}, { choices: [] }, { choices: [{ choice: 'c', label: '好' }] }) }).map(
    ({ kind, id, no, more }) => ({ kind, from: 'bot', body: { type: 'card', card: 'order', card_id: id, data: { no }, ...more } }) as unknown as Draft,
  ),
  fc.constantFrom('bot', 'queued', 'ringing', 'human', 'closed').map(
    (owner) => ({ kind: 'owner', from: 'system', body: { owner } }) as Draft,
  ),
  fc.nat(9).map((position) => ({ kind: 'queue', from: 'system', body: { position } }) as Draft),
);

const history = fc.array(draft, { minLength: 1, maxLength: 60 }).map((drafts) =>
  drafts.map((event, i) => ({ ...event, seq: i + 1, at: AT }) as LogEvent),
);

describe('a stale transcript and the events since equal a fresh one', () => {
  it('whatever came live, late, twice, in disorder or as older pages', () => {
    fc.assert(
      fc.property(history, fc.nat(), fc.nat(), fc.infiniteStream(fc.nat(8)), (events, a, b, dice) => {
        const opened = a % events.length;
        const from = b % (opened + 1);
        let transcript = openAt(events.slice(from, opened));
        // Live events arrive damaged: batches lost, repeated, turned round. The client asks again after `last`.
        for (let guard = 0; transcript.last < events.length && guard < 500; guard++) {
          const size = 1 + dice.next().value!;
          const skip = dice.next().value! % 3;
          const back = dice.next().value! % 4;
          const start = Math.max(0, transcript.last - back + skip);
          transcript = extend(transcript, events.slice(start, start + size).reverse());
        }
        transcript = extend(transcript, events.slice(transcript.last));
        while (transcript.first > 1) {
          const page = 1 + dice.next().value!;
          transcript = prepend(transcript, events.slice(Math.max(0, transcript.first - 1 - page), transcript.first - 1));
        }
        expect(transcript).toEqual(openAt(events));
      }),
    );
  });
});

const event = (seq: number, rest: object): LogEvent => ({ seq, at: AT, from: 'bot', ...rest }) as LogEvent;
const text = (seq: number): LogEvent => event(seq, { kind: 'message', body: { type: 'text', text: `${seq}` } });

describe('gaps', () => {
  it('takes nothing from behind a gap', () => {
    const transcript = extend(openAt([text(1), text(2)]), [text(4), text(5)]);
    expect(transcript.last).toBe(2);
    expect(extend(transcript, [text(3), text(4), text(5)]).last).toBe(5);
  });

  it('refuses an older page that does not adjoin', () => {
    const transcript = openAt([text(10), text(11)]);
    expect(prepend(transcript, [text(7), text(8)])).toBe(transcript);
    expect(prepend(transcript, [text(8), text(9)]).first).toBe(8);
  });

  it('keeps the same object when nothing is new', () => {
    const transcript = openAt([text(1), text(2)]);
    expect(extend(transcript, [text(2), text(1)])).toBe(transcript);
  });
});

describe('what holds now', () => {
  const card = { type: 'card', card: 'order', card_id: 'k1', data: { stage_text: '检测' }, choices: [{ choice: 'c1', label: '同意' }] } as const;

  it('shows the newest data of a card, and no choices where the newest event has none', () => {
    const update = event(2, { kind: 'card', body: { ...card, data: { stage_text: '可取车' }, choices: undefined } });
    const transcript = openAt([event(1, { kind: 'message', body: card }), update]);
    expect(currentCard(transcript, card)).toMatchObject({ card: 'order', data: { stage_text: '可取车' }, choices: [] });
  });

  it('infers a person from the newest word while no owner event is held', () => {
    const staff = event(9, { kind: 'message', from: 'staff', body: { type: 'text', text: '您好' } });
    expect(currentOwner(openAt([staff])).owner).toBe('human');
    expect(currentOwner(openAt([staff, text(10)])).owner).toBe('bot');
  });

  it('forgets a place in the queue from an earlier wait', () => {
    const queued = (seq: number): LogEvent => event(seq, { kind: 'owner', body: { owner: 'queued' } });
    const place = (seq: number, position: number): LogEvent => event(seq, { kind: 'queue', body: { position } });
    const bot = event(3, { kind: 'owner', body: { owner: 'bot' } });
    expect(currentPlace(openAt([queued(1), place(2, 4)]))).toEqual({ position: 4 });
    expect(currentPlace(openAt([queued(1), place(2, 4), bot]))).toBeNull();
    expect(currentPlace(openAt([queued(1), place(2, 4), bot, text(4), queued(5)]))).toBeNull();
  });
});

describe('read again', () => {
  const picture = (seq: number, url: string): LogEvent => ({ seq, at: AT, kind: 'message', from: 'customer', body: { type: 'image', url } });

  it('pictures get their fresh addresses, and nothing else moves', () => {
    const said: LogEvent = { seq: 2, at: AT, kind: 'message', from: 'bot', body: { type: 'text', text: 'a' } };
    const before = openAt([picture(1, '/old'), said, picture(3, '/old')]);
    const after = renew(before, [picture(1, '/new'), { ...said, body: { type: 'text', text: 'b' } }]);
    expect(after.messages).toEqual([picture(1, '/new'), said, picture(3, '/old')]);
    expect([after.first, after.last]).toEqual([1, 3]);
    expect(after.messages[1]).toBe(before.messages[1]);
  });
});
