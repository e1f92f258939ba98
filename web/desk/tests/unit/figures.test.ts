import { describe, expect, it } from 'vitest';
import type { Figure } from '../../client/figures';
import { change, drawn, parts, presets, shown } from '../../ui/figures/words';

const NOW = Date.parse('2026-03-01T00:30:00+08:00');

describe('values', () => {
  it.each([
    ['rate', 0.8333, '83.3%'],
    ['rate', 1, '100%'],
    ['duration', 95, '1 分 35 秒'],
    ['milliseconds', 180.4, '180 毫秒'],
    ['milliseconds', 12_000, '12 秒'],
    ['points', 41.4, '+41'],
    ['points', -8, '-8'],
    ['score', 4.456, '4.46'],
    ['rate', null, '—'],
  ] as const)('%s %d is %s', (kind, value, text) => expect(shown(kind, value)).toBe(text));

  it('are drawn in the unit of the axis', () => {
    expect([drawn('rate', 0.5), drawn('duration', 90), drawn('score', 4.5), drawn('rate', null)]).toEqual([50, 1.5, 4.5, null]);
  });

  it('show numerator and denominator only where these count cases', () => {
    expect(parts({ kind: 'rate', value: 0.5, n: 4, pending: 0, part: 2, whole: 4 })).toBe('2 / 4');
    expect(parts({ kind: 'rate', value: 0.5, n: 4, pending: 0, part: 20_000, whole: 40_000 })).toBe('n = 4');
  });
});

describe('change against the period before', () => {
  const figure = (kind: Figure['kind'], value: number | null, before: number | null, better: Figure['better']): Figure =>
    ({ id: 'x', kind, title: 'x', group: 'x', definition: 'x', better, by_person: false, value, n: 1, pending: 0, previous: { value: before, n: 1, pending: 0 } });

  it.each([
    [figure('rate', 0.9, 0.85, 'up'), '↑ 5 个百分点', 'good'],
    [figure('rate', 0.1, 0.05, 'down'), '↑ 5 个百分点', 'bad'],
    [figure('duration', 60, 120, 'down'), '↓ 50%', 'good'],
    [figure('points', 30, 42, 'up'), '↓ 12 分', 'bad'],
    [figure('duration', 30, 0, 'down'), '↑ 30 秒', 'bad'],
    [figure('rate', 0.5, 0.5, 'up'), '与上一期持平', 'same'],
  ])('%#: %s', (given, text, tone) => expect(change(given)).toEqual({ text, tone }));

  it('says nothing where there is nothing to compare', () => {
    expect(change(figure('rate', 0.5, null, 'up'))).toBeNull();
    expect(change(figure('rate', null, 0.5, 'up'))).toBeNull();
  });
});

describe('periods', () => {
  it('are days of Shanghai, the current one included', () => {
    const of = Object.fromEntries(presets(NOW).map(({ label, period }) => [label, `${period.from} ${period.to}`]));
    expect(of).toEqual({
      今天: '2026-03-01 2026-03-01',
      '近 7 天': '2026-02-23 2026-03-01',
      '近 30 天': '2026-01-31 2026-03-01',
      '近 90 天': '2025-12-02 2026-03-01',
      本月: '2026-03-01 2026-03-01',
      上月: '2026-02-01 2026-02-28',
    });
  });
});
