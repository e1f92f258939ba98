import { createRoot } from 'react-dom/client';
import { act } from 'preact/test-utils';
import type { ReactNode } from 'react';
import { describe, expect, it, vi } from 'vitest';
import { Bubble } from '../../shared/bubbles';
import { Card } from '../../shared/cards/card';
import type { CardKind } from '../../shared/cards/data';
import type { CardBody, MessageBody } from '../../shared/events';

const TODAY = Date.parse('2026-11-23T00:00:00+08:00');
const HOSTILE = '<img src=x onerror=alert(1)>';

function show(node: ReactNode): HTMLElement {
  const root = document.createElement('div');
  act(() => createRoot(root).render(node));
  return root;
}

const card = (kind: CardKind, data: object, more: object = {}): CardBody =>
  ({ type: 'card', card: kind, card_id: 'k', data, ...more }) as CardBody;

const KINDS: CardKind[] = ['booking', 'order', 'complaint', 'callback', 'queue', 'rescue', 'quote', 'rating', 'article'];

describe('cards', () => {
  it.each(KINDS)('%s shows nothing invented when its data is empty', (kind) => {
    const text = show(<Card body={card(kind, {})} today={TODAY} />).textContent;
    expect(text).not.toMatch(/undefined|null|NaN|Invalid/);
  });

  it('shows a score that was given instead of asking again', () => {
    const root = show(<Card body={card('rating', { scale: 5, score: 4 })} today={TODAY} />);
    expect(root.querySelector('.stars')).toBeNull();
    expect(root.textContent).toContain('★★★★☆');
    expect(show(<Card body={card('rating', { scale: 10, score: 7 })} today={TODAY} />).textContent).toContain('7 / 10');
  });

  it('shows the solution of a complaint and its next answer, with the buttons of the customer’s word', () => {
    const choices = [{ choice: 'a', label: '解决了' }, { choice: 'b', label: '还没解决' }];
    const data = { no: 'TS1', status_text: '处理中', resolution: '重新喷涂', next_due: '2026-11-23T17:00:00+08:00', steps: [{ at: '2026-11-23T09:00:00+08:00', text: '客户补充' }] };
    const text = show(<Card body={card('complaint', data, { choices })} today={TODAY} />).textContent;
    for (const part of ['重新喷涂', '17:00', '客户补充', '解决了', '还没解决']) expect(text).toContain(part);
  });

  it('shows where a rescue goes and when, and a call-back with its window and reason', () => {
    const rescue = show(<Card body={card('rescue', { no: 'JY1', status_text: '已派车', location: '港城路口', promised_at: '2026-11-23T10:40:00+08:00', hotline: '400-555-0151' })} today={TODAY} />);
    expect(rescue.textContent).toMatch(/已派车.*港城路口.*10:40/s);
    expect(rescue.querySelector('a')?.getAttribute('href')).toContain('tel:');
    const call = show(<Card body={card('callback', { due_from: '2026-11-23T10:00:00+08:00', due_to: '2026-11-23T11:00:00+08:00', reason: '低分回访' })} today={TODAY} />);
    expect(call.textContent).toMatch(/10:00.*11:00.*低分回访/s);
  });

  it('an unknown card of a newer server does not break the page', () => {
    expect(show(<Card body={card('other' as CardKind, {})} today={TODAY} />).textContent).toBe('');
  });

  it('marks the current stage and shows the promise', () => {
    const stages = [
      { key: 'a', label: '接车', state: 'done', at: '2026-11-22T09:00:00+08:00' },
      { key: 'b', label: '施工', state: 'current' },
      { key: 'c', label: '可取车', state: 'todo' },
    ];
    const root = show(<Card body={card('order', { stages, promised_at: '2026-11-23T17:00:00+08:00' })} today={TODAY} />);
    expect(root.querySelector('[aria-current=step]')?.textContent).toContain('施工');
    expect(root.textContent).toContain('昨天 09:00');
    expect(root.textContent).toContain('今天 17:00');
  });

  it('dials a plain number and leaves a masked one as text', () => {
    expect(show(<Card body={card('rescue', { hotline: '400-555-0199' })} today={TODAY} />).querySelector('a')?.href).toBe('tel:4005550199');
    expect(show(<Card body={card('booking', { phone: '138****0000', ics_url: 'javascript:alert(1)' })} today={TODAY} />).querySelector('a')).toBeNull();
  });

  it('money of a quote is yuan', () => {
    const lines = [{ id: '1', kind: 'part', name: '水泵', amount: 68_000, status: 'proposed' }];
    expect(show(<Card body={card('quote', { lines, total: 68_000 })} today={TODAY} />).textContent).toContain('合计 ¥680');
  });

  it('a line of a quote is answered beside it, the whole quote below', () => {
    const onChoice = vi.fn();
    const lines = [
      { id: 'L1', kind: 'part', name: '雨刮片', amount: 9_800, status: 'proposed', reason: '开裂', if_left: '看不清路' },
      { id: 'L2', kind: 'labour', name: '更换', amount: 18_000, hours: 1.5, rate: 12_000, status: 'approved' },
    ];
    const choices = [
      { choice: 'a', label: '全部同意', line: '*', answer: 'approved' },
      { choice: 'b', label: '同意雨刮片', line: 'L1', answer: 'approved' },
      { choice: 'c', label: '不做雨刮片', line: 'L1', answer: 'declined' },
    ];
    const body = card('quote', { lines, status: 'open', status_text: '待您确认' }, { choices });
    const root = show(<Card body={body} today={TODAY} onChoice={onChoice} />);
    expect(root.textContent).toContain('1.5 小时 × ¥120');
    expect(root.textContent).toContain('看不清路');
    expect([...root.querySelectorAll('.card-actions button')].map((button) => button.textContent)).toEqual(['全部同意']);
    act(() => root.querySelector<HTMLElement>('[aria-label=不做雨刮片]')?.click());
    expect(onChoice).toHaveBeenCalledWith(choices[2]);
  });

  it('a quote that was decided shows what was agreed to, and no buttons', () => {
    const lines = [{ id: 'L1', kind: 'part', name: '雨刮片', amount: 9_800, status: 'declined' }];
    const root = show(<Card body={card('quote', { lines, status: 'decided', total: 0, approved: 0 }, { choices: [] })} today={TODAY} />);
    expect(root.textContent).toContain('已同意 ¥0');
    expect(root.querySelector('button')).toBeNull();
  });

  it('a star presses the choice of that number, or says it in words', () => {
    const onChoice = vi.fn();
    const onText = vi.fn();
    const choices = [1, 2, 3, 4, 5].map((n) => ({ choice: `r${n}`, label: `${n}分` }));
    const press = (body: CardBody): void =>
      show(<Card body={body} today={TODAY} onChoice={onChoice} onText={onText} />).querySelector<HTMLElement>('[aria-label="4分"]')!.click();
    press(card('rating', { scale: 5 }, { choices }));
    press(card('rating', { scale: 10 }));
    expect(onChoice).toHaveBeenCalledExactlyOnceWith(choices[3]);
    expect(onText).toHaveBeenCalledExactlyOnceWith('4分');
  });

  it('buttons without a handler, as on the desk, cannot be pressed', () => {
    const root = show(<Card body={card('booking', {}, { choices: [{ choice: 'c', label: '取消' }] })} today={TODAY} />);
    expect(root.querySelector('button')?.disabled).toBe(true);
  });
});

describe('text is text', () => {
  const bodies: MessageBody[] = [
    { type: 'text', text: HOSTILE },
    { type: 'text', text: HOSTILE, sms: true },
    { type: 'choices', text: HOSTILE, choices: [{ choice: 'c', label: HOSTILE }] },
    card('article', { title: HOSTILE, text: HOSTILE }),
    card('order', { no: HOSTILE, notes: [{ at: HOSTILE, text: HOSTILE }] }),
  ];
  it.each(bodies)('%#', (body) => {
    for (const from of ['bot', 'customer', 'system'] as const) {
      const root = show(<Bubble body={body} from={from} today={TODAY} />);
      expect(root.querySelector('img')).toBeNull();
      expect(root.textContent).toContain(HOSTILE);
    }
  });

  it('a picture from a strange address is not loaded', () => {
    expect(show(<Bubble body={{ type: 'image', url: 'javascript:alert(1)' }} from="staff" today={TODAY} />).querySelector('img')).toBeNull();
  });

  it('a shared position is named, can be copied, and loads no map', () => {
    const body: MessageBody = { type: 'text', text: `${HOSTILE}（30.20881,120.21052）`, location: { lat: 30.208812, lon: 120.210523 } };
    const root = show(<Bubble body={body} from="customer" today={TODAY} />);
    expect(root.querySelector('.location-head')?.textContent).toBe(HOSTILE);
    expect(root.querySelector('.location-point span')?.textContent).toBe('30.20881,120.21052');
    expect(root.querySelectorAll('img, iframe, a')).toHaveLength(0);
  });

  it('a link leads nowhere but to this server', () => {
    const link = (url: string): string | undefined =>
      show(<Bubble body={{ type: 'text', text: 'a', link: { url, label: '下载' } }} from="bot" today={TODAY} />).querySelector('a')?.href;
    expect(link('/api/v1/exports/t')).toBe('http://shop.test/api/v1/exports/t');
    expect(link('javascript:alert(1)')).toBeUndefined();
  });
});
