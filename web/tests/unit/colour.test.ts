import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { contrast, inkOn, parseColour, readableOn, type Rgb } from '../../shared/colour';

const colour: fc.Arbitrary<Rgb> = fc.tuple(fc.nat(255), fc.nat(255), fc.nat(255));

describe("a shop's colour", () => {
  it('is read from hexadecimal only', () => {
    expect(parseColour('#0a7D3c')).toEqual([10, 125, 60]);
    expect(parseColour(' #0a7 ')).toEqual([0, 170, 119]);
    for (const text of ['red', '#12345', 'url(x)', '#0a7;color:red', '', null]) expect(parseColour(text)).toBeNull();
  });

  it('leaves what is written on it, or in it, readable', () => {
    fc.assert(
      fc.property(colour, colour, (one, ground) => {
        expect(contrast(one, inkOn(one))).toBeGreaterThanOrEqual(4.5);
        expect(contrast(readableOn(one, ground), ground)).toBeGreaterThanOrEqual(4.5);
      }),
    );
  });

  it('stays as it is where it can be read', () => {
    expect(readableOn([0, 80, 40], [255, 255, 255])).toEqual([0, 80, 40]);
  });

  it('has the contrast of black and white', () => {
    expect(contrast([0, 0, 0], [255, 255, 255])).toBeCloseTo(21);
  });
});
