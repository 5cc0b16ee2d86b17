import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { drawUniform, streamKey } from '../../src/random/index.js';
import { meanOf, pairedDifference, varianceOf } from '../../src/stats/index.js';

const batches = fc.array(fc.integer({ min: -1000, max: 1000 }), { minLength: 2, maxLength: 50 });

describe('pairedDifference', () => {
  it('agrees with a paired t-test done by hand', () => {
    const found = pairedDifference([10, 12, 11, 13], [8, 11, 9, 10]);
    expect(found.n).toBe(4);
    expect(found.mean).toBe(-2);
    expect(found.standardError).toBeCloseTo(Math.sqrt(2 / 3 / 4), 12);
    expect(found.low).toBeCloseTo(-2 - 3.182446305 * found.standardError, 8);
    expect(found.high).toBeCloseTo(-2 + 3.182446305 * found.standardError, 8);
  });

  it('changes sign and nothing else when the two are swapped', () => {
    fc.assert(
      fc.property(batches, (a) => {
        const b = a.map((x, i) => x * 2 + (i % 3));
        const [there, back] = [pairedDifference(a, b), pairedDifference(b, a)];
        expect(back.mean + there.mean).toBe(0);
        expect(back.standardError).toBe(there.standardError);
        expect(back.varianceRatio).toBe(there.varianceRatio);
      }),
    );
  });

  it('finds a variance ratio of about 1 between independent runs', () => {
    const key = streamKey(1, 'paired');
    const [a, b] = [0, 1].map((lane) => Array.from({ length: 2000 }, (_, i) => drawUniform(key, i, lane)));
    expect(Math.abs(pairedDifference(a!, b!).varianceRatio - 1)).toBeLessThan(0.1);
  });

  it('finds a large variance ratio where both follow the same world', () => {
    const key = streamKey(1, 'paired');
    const a = Array.from({ length: 2000 }, (_, i) => drawUniform(key, i, 0));
    const b = a.map((x, i) => x + 0.1 * drawUniform(key, i, 1));
    expect(pairedDifference(a, b).varianceRatio).toBeGreaterThan(150);
  });

  it('has an interval of no width and an infinite ratio where the differences are all equal', () => {
    expect(pairedDifference([1, 2, 3], [2, 3, 4])).toEqual({
      n: 3,
      mean: 1,
      low: 1,
      high: 1,
      standardError: 0,
      varianceRatio: Infinity,
    });
    expect(pairedDifference([5, 5], [5, 5]).varianceRatio).toBe(1);
  });

  it('refuses unequal or too short inputs', () => {
    expect(() => pairedDifference([1, 2], [1])).toThrow('unequal numbers of batches: 2 and 1');
    expect(() => pairedDifference([1], [1])).toThrow('too few batches (at least 2 expected): 1');
  });
});

describe('varianceOf', () => {
  it('divides by n - 1', () => {
    expect(meanOf([1, 2, 3, 4])).toBe(2.5);
    expect(varianceOf([1, 2, 3, 4])).toBeCloseTo(5 / 3, 12);
  });
});
