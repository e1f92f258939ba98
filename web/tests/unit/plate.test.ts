import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { keyboardFor } from '../../widget/keyboard';
import { accepts, complete, DIGITS, LETTERS, PROVINCES, SUFFIXES } from '../../widget/plate';

const type = (keys: string): string => [...keys].reduce((plate, key) => (accepts(plate, key) ? plate + key : plate), '');
const ALL = [...PROVINCES, ...LETTERS, ...DIGITS, ...SUFFIXES];

describe('plates', () => {
  it.each(['浙A12345', '京AD12345', '粤B12345D', '沪A1234学', '苏E1234挂', '粤Z1234港', '粤Z1234澳', '京A1234警', '沪A0023领', '使014578', '鲁B7T08K'])(
    '%s can be typed and is complete',
    (plate) => {
      expect(type(plate)).toBe(plate);
      expect(complete(plate)).toBe(true);
    },
  );

  it('begins with a province, goes on with a letter', () => {
    expect(type('A')).toBe('');
    expect(type('学')).toBe('');
    expect(type('浙1')).toBe('浙');
    expect(type('浙浙')).toBe('浙');
  });

  it('has no I and no O, on no page', () => {
    expect(ALL).not.toContain('I');
    expect(ALL).not.toContain('O');
    expect(LETTERS).toHaveLength(24);
    expect(new Set(PROVINCES).size).toBe(32);
  });

  it('a word stands in the seventh place only and ends the plate', () => {
    expect(type('浙A学')).toBe('浙A');
    expect(type('浙A1234学5')).toBe('浙A1234学');
    expect(type('浙A12345学')).toBe('浙A12345');
  });

  it('whatever is pressed has the form of a plate', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...ALL), { maxLength: 60 }), (keys) => {
        const plate = type(keys.join(''));
        expect(plate).toMatch(/^([一-龥]([A-HJ-NP-Z]([A-HJ-NP-Z0-9]{0,4}([A-HJ-NP-Z0-9]{1,2}|[挂学警港澳使领])?)?)?|使[A-HJ-NP-Z0-9]{0,5}([A-HJ-NP-Z0-9]{1,2}|[挂学警港澳使领])?)?$/);
        expect(complete(plate)).toBe(plate.length >= 7);
      }),
    );
  });
});

it('the keyboard follows the first wish that has one of its own', () => {
  expect(keyboardFor([])).toBe('text');
  expect(keyboardFor(['time'])).toBe('text');
  expect(keyboardFor(['time', 'plate', 'phone'])).toBe('plate');
  expect(keyboardFor(['phone'])).toBe('phone');
  expect(keyboardFor(['code'])).toBe('code');
  expect(keyboardFor(['score'])).toBe('score');
});
