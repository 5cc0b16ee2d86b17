import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { empirical, exponential, lognormalFromSpread, longestNs, sampleLognormal } from '../../src/random/index.js';

const uniform = fc.integer({ min: 0, max: 2 ** 52 - 1 }).map((k) => (k + 0.5) * 2 ** -52);

describe('exponential', () => {
  it('is always an integer from 0 to 2^52 ns', () => {
    fc.assert(
      fc.property(uniform, fc.double({ min: 0, max: 1e300, noNaN: true }), (u, mean) => {
        const gap = exponential(u, mean);
        expect(Number.isSafeInteger(gap) && gap >= 0 && gap <= longestNs).toBe(true);
      }),
    );
  });

  it('puts the median at mean times ln 2', () => {
    expect(exponential(0.5, 1e9)).toBe(Math.round(1e9 * Math.LN2));
  });
});

describe('lognormal', () => {
  it('has the median and the 99th percentile that were asked for', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1e12 }), fc.double({ min: 1, max: 1000, noNaN: true }), (median, ratio) => {
        const p99 = median * ratio;
        const lognormal = lognormalFromSpread(median, p99);
        expect(Math.abs(sampleLognormal(lognormal, 0.5) - median)).toBeLessThanOrEqual(0.5 + median * 1e-13);
        expect(Math.abs(sampleLognormal(lognormal, 0.99) - p99)).toBeLessThanOrEqual(0.5 + p99 * 1e-13);
      }),
    );
  });

  it('never exceeds 2^52 ns, however wide the spread', () => {
    const widest = lognormalFromSpread(1, longestNs);
    expect([0.99, 0.999, 1 - 2 ** -53].map((u) => sampleLognormal(widest, u))).toEqual([
      expect.closeTo(longestNs, -3),
      longestNs,
      longestNs,
    ]);
  });

  it('is constant where the two are equal', () => {
    expect(lognormalFromSpread(500, 500).sigma).toBe(0);
  });

  it('refuses spreads that have no lognormal, naming both numbers', () => {
    for (const [median, p99] of [
      [0, 5],
      [-1, 5],
      [5, 4],
      [5, Infinity],
      [5, 2 ** 53],
      [NaN, 5],
      [5, NaN],
    ] as const) {
      expect(() => lognormalFromSpread(median, p99)).toThrow(`median ${median} ns, p99 ${p99} ns`);
    }
  });
});

describe('empirical', () => {
  it('returns every measured value equally often', () => {
    const sample = empirical([3, 5, 5, 9]);
    expect([0.1, 0.3, 0.6, 0.9].map(sample)).toEqual([3, 5, 5, 9]);
  });

  it('returns measured values only, in the order of u', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(), { minLength: 1 }), uniform, uniform, (values, u, v) => {
        const sorted = values.toSorted((a, b) => a - b);
        const sample = empirical(sorted);
        expect(sorted).toContain(sample(u));
        expect(sample(Math.min(u, v))).toBeLessThanOrEqual(sample(Math.max(u, v)));
      }),
    );
  });

  it('refuses empty, unsorted and fractional measurements', () => {
    expect(() => empirical([])).toThrow('empty measurement');
    expect(() => empirical([2, 1])).toThrow('unsorted measurement');
    expect(() => empirical([1.5])).toThrow('integer ns 0..2^52 expected): 1.5');
    expect(() => empirical([-1])).toThrow('integer ns 0..2^52 expected): -1');
  });
});
