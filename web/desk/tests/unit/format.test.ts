import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { clock, countdown, dayOf, duration, fromShanghai, promises, toShanghai } from '../../format';

const NOW = Date.parse('2026-11-23T10:05:00+08:00');

describe('durations', () => {
  it.each([[0, '0 秒'], [45_900, '45 秒'], [200_000, '3 分 20 秒'], [3_900_000, '1 小时 05 分'], [183_600_000, '2 天 3 小时'], [-5, '0 秒']])('%d ms is %s', (ms, text) => {
    expect(duration(ms)).toBe(text);
  });

  it.each([
    ['2026-11-23T12:05:00+08:00', '还剩 2 小时 00 分', 'calm'],
    ['2026-11-23T11:04:59+08:00', '还剩 59 分 59 秒', 'soon'],
    ['2026-11-23T10:05:00+08:00', '还剩 0 秒', 'soon'],
    ['2026-11-23T10:04:00+08:00', '已超时 1 分 00 秒', 'over'],
  ])('due %s', (due, text, urgency) => expect(countdown(due, NOW)).toEqual({ text, urgency }));
});

describe('the shop’s wall clock', () => {
  it('tells days and times of Shanghai wherever the browser is', () => {
    expect(dayOf(Date.parse('2026-11-22T16:30:00Z'))).toBe('2026-11-23');
    expect(dayOf(NOW, -1)).toBe('2026-11-22');
    expect(clock('2026-11-23T01:30:00Z')).toBe('09:30');
  });

  it('gives a picked minute back as it was shown', () => {
    fc.assert(
      fc.property(fc.integer({ min: Date.UTC(2020, 0), max: Date.UTC(2040, 0) }), (ms) => {
        const minute = Math.floor(ms / 60_000) * 60_000;
        expect(Date.parse(toShanghai(fromShanghai(minute)))).toBe(minute);
      }),
    );
  });

  it('offers only promises that can be kept', () => {
    const morning = promises(NOW).map(({ label, value }) => [label, toShanghai(value)]);
    expect(morning).toEqual([
      ['一小时后', '2026-11-23T11:30:00+08:00'],
      ['今天 12:00', '2026-11-23T12:00:00+08:00'],
      ['今天 17:00', '2026-11-23T17:00:00+08:00'],
      ['明天 12:00', '2026-11-24T12:00:00+08:00'],
      ['明天 17:00', '2026-11-24T17:00:00+08:00'],
      ['后天 17:00', '2026-11-25T17:00:00+08:00'],
    ]);
    expect(promises(Date.parse('2026-11-23T16:45:00+08:00')).map(({ label }) => label)).toEqual(['一小时后', '明天 12:00', '明天 17:00', '后天 17:00']);
  });
});
