import { describe, expect, it } from 'vitest';
import { moment, money, needsSeparator, safeLink, separator, span, startOfDay, telephone, waiting } from '../../shared/format';

/** Monday. */
const NOW = Date.parse('2026-11-23T10:00:00+08:00');

describe('moment', () => {
  it.each([
    ['2026-11-23T14:30:00+08:00', '今天 14:30'],
    ['2026-11-23T23:59:00+08:00', '今天 23:59'],
    ['2026-11-24T00:00:00+08:00', '明天 00:00'],
    ['2026-11-25T09:30:00+08:00', '后天 09:30'],
    ['2026-11-22T18:05:00+08:00', '昨天 18:05'],
    ['2026-12-02T10:30:00+08:00', '12月2日 周三 10:30'],
    ['2027-01-04T09:00:00+08:00', '2027年1月4日 周一 09:00'],
    ['2026-11-23T22:30:00Z', '明天 06:30'],
    ['下周', '下周'],
  ])('%s → %s', (iso, text) => expect(moment(iso, NOW)).toBe(text));
});

describe('span', () => {
  it('names the day once where it is the same', () => {
    expect(span('2026-11-24T08:30:00+08:00', '2026-11-24T09:30:00+08:00', NOW)).toBe('明天 08:30–09:30');
    expect(span('2026-11-24T08:30:00+08:00', '2026-11-25T09:30:00+08:00', NOW)).toBe('明天 08:30 – 后天 09:30');
    expect(span('2026-11-24T08:30:00+08:00', undefined, NOW)).toBe('明天 08:30');
    expect(span('2026-11-24T08:30:00+08:00', '2026-11-24T08:30:00+08:00', NOW)).toBe('明天 08:30');
  });
});

describe('separator', () => {
  it.each([
    ['2026-11-23T09:05:00+08:00', '09:05'],
    ['2026-11-22T22:00:00+08:00', '昨天 22:00'],
    ['2026-11-18T22:00:00+08:00', '周三 22:00'],
    ['2026-11-16T22:00:00+08:00', '11月16日 22:00'],
    ['2025-11-23T22:00:00+08:00', '2025年11月23日 22:00'],
  ])('%s → %s', (iso, text) => expect(separator(iso, NOW)).toBe(text));

  it('stands before the first message and after more than five minutes', () => {
    expect(needsSeparator(undefined, '2026-11-23T10:00:00+08:00')).toBe(true);
    expect(needsSeparator('2026-11-23T10:00:00+08:00', '2026-11-23T10:05:00+08:00')).toBe(false);
    expect(needsSeparator('2026-11-23T10:00:00+08:00', '2026-11-23T10:05:01+08:00')).toBe(true);
  });
});

it('a day begins at midnight in Shanghai', () => {
  expect(startOfDay(NOW)).toBe(Date.parse('2026-11-23T00:00:00+08:00'));
  expect(startOfDay(Date.parse('2026-11-23T17:00:00Z'))).toBe(Date.parse('2026-11-24T00:00:00+08:00'));
});

it.each([
  [0, '¥0'], [39_800, '¥398'], [128_050, '¥1,280.50'], [5, '¥0.05'], [-5_000, '-¥50'], [123_456_789, '¥1,234,567.89'],
])('%d fen is %s', (fen, text) => expect(money(fen)).toBe(text));

it.each([
  [0, '不到 1 分钟'], [59, '不到 1 分钟'], [60, '约 1 分钟'], [220, '约 4 分钟'], [3600, '约 1 小时'], [4200, '约 1 小时 10 分钟'],
])('%d s is %s', (seconds, text) => expect(waiting(seconds)).toBe(text));

describe('links', () => {
  it('dials plain numbers only', () => {
    expect(telephone('0571-55500161')).toBe('tel:057155500161');
    expect(telephone('400 555 0199')).toBe('tel:4005550199');
    for (const bad of ['138****0000', 'javascript:alert(1)', '12', '', undefined]) expect(telephone(bad)).toBeUndefined();
  });

  it('leads to https or to its own origin', () => {
    expect(safeLink('/api/v1/b.ics', 'http://127.0.0.1:8000')).toBe('http://127.0.0.1:8000/api/v1/b.ics');
    expect(safeLink('https://example.com/a', 'http://127.0.0.1')).toBe('https://example.com/a');
    for (const bad of ['javascript:alert(1)', 'data:text/html,x', 'http://evil.example/', '//', undefined]) {
      expect(safeLink(bad, 'https://shop.example')).toBeUndefined();
    }
  });
});
