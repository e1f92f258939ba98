import { describe, expect, it } from 'vitest';
import { alarmAfter } from '../../alarm';
import { columnsOf, isUnusual } from '../../board';
import type { Order } from '../../client/records';
import type { Summary } from '../../client/types';
import { read, write } from '../../router';
import { attention, mine, neighbour, title, waiting } from '../../select';
import { reduce, START } from '../../state';
import { at, queue, said, summary } from './make';

const waits = (id: string, priority: 'normal' | 'high' | 'urgent', seconds: number): Summary => summary(id, { owner: 'queued', queue: { position: 0, queued_at: at(seconds), priority } });
const with_ = (waiting_: Summary[], own: Summary[] = []) => reduce(START, { type: 'queue', answer: queue(1, waiting_), mine: own, mineSeq: 1 });

describe('who waits', () => {
  it('urgent first, then first come', () => {
    const state = with_([waits('late', 'normal', 30), waits('early', 'normal', 10), waits('danger', 'urgent', 40), waits('high', 'high', 35)]);
    expect(waiting(state).map(({ id }) => id)).toEqual(['danger', 'high', 'early', 'late']);
  });

  it('names what cannot wait in the title', () => {
    const own = summary('m', { owner: 'human', mine: true, unread: 3 });
    expect(title(START)).toBe('客服工作台');
    expect(title(with_([], [own]))).toBe('(3) 新消息 · 客服工作台');
    expect(title(with_([waits('a', 'normal', 1), waits('b', 'urgent', 2)], [own]))).toBe('(2) 有人在等 · 客服工作台');
    expect(attention(with_([waits('b', 'urgent', 2)]))).toEqual({ waiting: 1, unread: 0, danger: true });
  });

  it('lists my own by who spoke last', () => {
    const own = ['a', 'b'].map((id, i) => summary(id, { owner: 'human', mine: true, last_message_at: at(i) }));
    expect(mine(with_([], own)).map(({ id }) => id)).toEqual(['b', 'a']);
  });
});

describe('the next conversation', () => {
  it.each([
    [['a', 'b', 'c'], 'a', 1, 'b'],
    [['a', 'b', 'c'], 'c', 1, 'a'],
    [['a', 'b', 'c'], 'a', -1, 'c'],
    [['a', 'b'], undefined, 1, 'a'],
    [['a', 'b'], 'gone', -1, 'b'],
    [[], 'a', 1, undefined],
  ] as const)('%j from %s by %d is %s', (ids, from, step, expected) => {
    expect(neighbour(ids, from, step)).toBe(expected);
  });
});

describe('places', () => {
  it.each([
    ['/desk/', { view: 'conversations' }],
    ['/desk/nothing/here', { view: 'conversations' }],
    ['/desk/orders', { view: 'orders' }],
    ['/desk/orders/GD%2F1', { view: 'orders', id: 'GD/1' }],
  ])('%s', (path, place) => expect(read(path)).toEqual(place));

  it('are written as they are read', () => {
    expect(read(write({ view: 'complaints', id: 'TS 1/2' }))).toEqual({ view: 'complaints', id: 'TS 1/2' });
  });
});

describe('board', () => {
  const order = (no: string, stage: string): Order => ({ no, stage, stage_text: stage, store: { id: 's', name: 's' }, opened_at: at(0), late: false, next: [] });

  it('puts every order into one column, unknown stages at the end', () => {
    const columns = columnsOf([order('1', 'QC'), order('2', 'SETTLED'), order('3', 'READY'), order('4', 'WASHING')]);
    expect(columns.flatMap(({ orders }) => orders)).toHaveLength(4);
    expect(columns.find(({ title: name }) => name === '可提车')!.orders.map(({ no }) => no)).toEqual(['2', '3']);
    expect(columns.at(-1)).toMatchObject({ title: '其他', orders: [{ no: '4' }] });
  });

  it('tells a stage beside its column only where the column does not', () => {
    expect(isUnusual('QC')).toBe(false);
    expect(isUnusual('SETTLED')).toBe(true);
  });
});

describe('alarm', () => {
  const own = summary('m', { owner: 'human', mine: true });
  const before = with_([waits('a', 'normal', 1)], [own]);

  it('for whoever is new in the queue, danger louder; none for who was there', () => {
    expect(alarmAfter(before, before, [], null)).toBeNull();
    expect(alarmAfter(before, with_([waits('a', 'normal', 1), waits('b', 'normal', 2)], [own]), [], null)).toBe('waiting');
    expect(alarmAfter(before, with_([waits('b', 'urgent', 2)], [own]), [], null)).toBe('danger');
  });

  it('for my customer’s words, unless they are being read; not for others’ words or my own', () => {
    expect(alarmAfter(before, before, [said(2, 'm', 1)], null)).toBe('message');
    expect(alarmAfter(before, before, [said(2, 'm', 1)], 'm')).toBeNull();
    expect(alarmAfter(before, before, [said(2, 'm', 1, { from: 'staff' }), said(3, 'other', 1)], null)).toBeNull();
  });
});
