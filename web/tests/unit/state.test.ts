import { describe, expect, it } from 'vitest';
import type { ChatEvent, MessageEvent } from '../../shared/events';
import type { SendState } from '../../shared/line/outbox';
import type { OutboxItem, Payload } from '../../widget/client/outbox';
import { type Action, canPress, currentAsks, hasGap, reduce, START, type ChatState } from '../../widget/state';

const AT = '2026-11-23T10:00:00+08:00';
const NOW = Date.parse(AT);

const message = (seq: number, from: string, body: object, more: object = {}): MessageEvent =>
  ({ seq, at: AT, kind: 'message', from, body, ...more }) as MessageEvent;
const said = (seq: number, text: string, more: object = {}): MessageEvent => message(seq, 'customer', { type: 'text', text, ...more });
const bot = (seq: number, text: string, asks: string[] = []): MessageEvent => message(seq, 'bot', { type: 'text', text, asks });
const question = (seq: number, ...labels: string[]): MessageEvent =>
  message(seq, 'bot', { type: 'choices', text: '哪一个？', choices: labels.map((label) => ({ choice: `c-${label}`, label })) });
const item = (client_id: string, payload: Payload, state: SendState = 'waiting'): OutboxItem =>
  ({ client_id, payload, state, text: 'x', at: AT, order: 1 });

const play = (...actions: Action[]): ChatState => actions.reduce(reduce, START);
const opened = (...events: ChatEvent[]): Action => ({ type: 'opened', events });
const live = (...events: ChatEvent[]): Action => ({ type: 'events', events, now: NOW });
const outbox = (...items: OutboxItem[]): Action => ({ type: 'outbox', items });

describe('live events', () => {
  it('know of a gap until what is missing has come', () => {
    const gap = play(opened(bot(1, 'a')), live(bot(4, 'd')));
    expect(hasGap(gap)).toBe(true);
    const typing = reduce(gap, live({ at: AT, kind: 'typing', from: 'bot' }));
    expect(hasGap(typing)).toBe(true);
    expect(hasGap(reduce(typing, live(bot(2, 'b'), bot(3, 'c'), bot(4, 'd'))))).toBe(false);
  });

  it('before the first page are remembered as missing', () => {
    const state = play(live(bot(3, 'c')), opened(bot(1, 'a'), bot(2, 'b')));
    expect(hasGap(state)).toBe(true);
  });

  it('give the first message of an empty conversation', () => {
    expect(play(opened(), live(bot(1, '您好'))).transcript.messages).toHaveLength(1);
  });
});

describe('pending messages', () => {
  it('go when their echo is in the log, whichever comes first', () => {
    const echo = { ...said(2, '你好'), client_id: 'id-1' };
    const sent = item('id-1', { text: '你好' }, 'sent');
    expect(play(opened(bot(1, 'a')), outbox(sent), live(echo)).pending).toEqual([]);
    expect(play(opened(bot(1, 'a')), live(echo), outbox(sent)).pending).toEqual([]);
    expect(play(outbox(sent), opened(bot(1, 'a'), echo)).pending).toEqual([]);
  });

  it('survive a move to another conversation', () => {
    const state = play(opened(bot(1, 'a')), outbox(item('id-1', { text: '你好' })), { type: 'moved' });
    expect(state.pending).toHaveLength(1);
    expect(state.transcript.last).toBe(0);
  });
});

describe('typing and read', () => {
  const typing: ChatEvent = { at: AT, kind: 'typing', from: 'staff' };

  it('typing holds five seconds or until the message', () => {
    const state = play(opened(), live(typing));
    expect(reduce(state, { type: 'tick', now: NOW + 4_999 }).typingUntil).toBeGreaterThan(0);
    expect(reduce(state, { type: 'tick', now: NOW + 5_000 }).typingUntil).toBe(0);
    expect(reduce(state, live(bot(1, 'a'))).typingUntil).toBe(0);
  });

  it('ignores the own typing that comes back, and a read mark that is older', () => {
    expect(play(opened(), live({ ...typing, from: 'customer' })).typingUntil).toBe(0);
    const read = (seq: number): ChatEvent => ({ at: AT, kind: 'read', from: 'staff', body: { seq } });
    expect(play(opened(), live(read(7)), live(read(3))).readUpTo).toBe(7);
  });
});

describe('what the bot asks', () => {
  it('is the newest bot message, past system lines, until the customer answers', () => {
    const asked = play(opened(said(1, '保养'), bot(2, '车牌？', ['plate']), message(3, 'system', { type: 'text', text: '提示' })));
    expect(currentAsks(asked)).toEqual(['plate']);
    expect(currentAsks(reduce(asked, outbox(item('id', { text: '浙A12345' }))))).toEqual([]);
    expect(currentAsks(reduce(asked, outbox(item('id', { text: '' }, 'refused'))))).toEqual(['plate']);
    expect(currentAsks(reduce(asked, live(said(4, '浙A12345'))))).toEqual([]);
  });
});

describe('buttons', () => {
  const asked = question(1, '滨江店', '大学城店');
  const choices = [{ choice: 'c-滨江店', label: '滨江店' }, { choice: 'c-大学城店', label: '大学城店' }];

  it('can be pressed once: not while the press is on its way, nor after it arrived', () => {
    expect(canPress(play(opened(asked)), asked, choices)).toBe(true);
    expect(canPress(play(opened(asked), outbox(item('i', { choice: 'c-滨江店' }))), asked, choices)).toBe(false);
    expect(canPress(play(opened(asked, said(2, '滨江店', { choice: 'c-滨江店' }))), asked, choices)).toBe(false);
    expect(canPress(play(opened(asked, said(2, '滨江店'))), asked, choices)).toBe(false);
  });

  it('can be pressed again after the server refused', () => {
    expect(canPress(play(opened(asked), outbox(item('i', { choice: 'c-滨江店' }, 'refused'))), asked, choices)).toBe(true);
  });

  it('lapse when the bot asks something else, not when it only says something', () => {
    expect(canPress(play(opened(asked, bot(2, '好的'))), asked, choices)).toBe(true);
    expect(canPress(play(opened(asked, bot(2, '车牌？', ['plate']))), asked, choices)).toBe(false);
    expect(canPress(play(opened(asked, question(2, '是', '否'))), asked, choices)).toBe(false);
  });

  it('of a card that asks nothing stay, until pressed; its new buttons are open', () => {
    const body = { type: 'card', card: 'booking', card_id: 'k', data: {}, choices: [{ choice: 'k-1', label: '取消预约' }] };
    const booking = message(1, 'bot', body);
    expect(canPress(play(opened(booking, question(2, '是'))), booking, body.choices)).toBe(true);
    const pressed = play(opened(booking, said(2, '取消预约', { choice: 'k-1' })));
    expect(canPress(pressed, booking, body.choices)).toBe(false);
    expect(canPress(pressed, booking, [{ choice: 'k-2', label: '重新预约' }])).toBe(true);
  });

  it('a score in words is given once', () => {
    const rating = message(1, 'bot', { type: 'card', card: 'rating', card_id: 'k', data: { scale: 5 } });
    expect(canPress(play(opened(rating)), rating, [])).toBe(true);
    expect(canPress(play(opened(rating), outbox(item('i', { text: '5分' }))), rating, [])).toBe(false);
    expect(canPress(play(opened(rating, said(2, '5分'))), rating, [])).toBe(false);
  });
});
