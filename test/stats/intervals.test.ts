import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { orderStatisticRanks, wilson, z95 } from '../../src/stats/index.js';

/** Returns P(low <= B < high) of a binomial(n, p), summed from logarithms of factorials. */
function coverage(n: number, p: number, low: number, high: number): number {
  const lnFactorial = [0];
  for (let k = 1; k <= n; k++) lnFactorial.push(lnFactorial[k - 1]! + Math.log(k));
  let sum = 0;
  for (let k = Math.max(0, low); k < Math.min(high, n + 1); k++) {
    const lnTerm = lnFactorial[n]! - lnFactorial[k]! - lnFactorial[n - k]!;
    sum += Math.exp(lnTerm + k * Math.log(p) + (n - k) * Math.log(1 - p));
  }
  return sum;
}

const sizes = fc.integer({ min: 1, max: 3000 });
const quantiles = fc.double({ min: 0.001, max: 0.999, noNaN: true });

describe('orderStatisticRanks', () => {
  it('encloses the quantile with at least 95%', () => {
    fc.assert(
      fc.property(sizes, quantiles, (n, p) => {
        const { low, high } = orderStatisticRanks(n, p);
        expect(coverage(n, p, low, high)).toBeGreaterThanOrEqual(0.95 - 1e-9);
      }),
      { numRuns: 300 },
    );
  });

  it('is the narrowest with at most 2.5% beyond either end', () => {
    fc.assert(
      fc.property(sizes, quantiles, (n, p) => {
        const { low, high } = orderStatisticRanks(n, p);
        expect(coverage(n, p, 0, low + 1)).toBeGreaterThan(0.025 - 1e-9);
        expect(coverage(n, p, high - 1, n + 1)).toBeGreaterThan(0.025 - 1e-9);
      }),
      { numRuns: 300 },
    );
  });

  it('agrees with printed tables of the median', () => {
    expect(orderStatisticRanks(10, 0.5)).toEqual({ low: 2, high: 9 });
    expect(orderStatisticRanks(25, 0.5)).toEqual({ low: 8, high: 18 });
    expect(orderStatisticRanks(100, 0.5)).toEqual({ low: 40, high: 61 });
  });

  it('says so when there is no bound on a side', () => {
    expect(orderStatisticRanks(3, 0.5)).toEqual({ low: 0, high: 4 });
    expect(orderStatisticRanks(100, 0.99)).toMatchObject({ high: 101 });
  });

  it('is mirrored for 1 - p', () => {
    fc.assert(
      fc.property(sizes, fc.constantFrom(0.5, 0.25, 0.125, 0.0625), (n, p) => {
        const [a, b] = [orderStatisticRanks(n, p), orderStatisticRanks(n, 1 - p)];
        expect([b.low, b.high]).toEqual([n + 1 - a.high, n + 1 - a.low]);
      }),
    );
  });

  it('changes by one rank at most where the approximation takes over', () => {
    for (const p of [0.01, 0.1, 0.5, 0.9, 0.99, 0.999]) {
      const n = Math.floor(2500 / (p * (1 - p)));
      const [below, above] = [orderStatisticRanks(n - 1, p), orderStatisticRanks(n + 2, p)];
      expect(Math.abs(above.low - below.low - 3 * p)).toBeLessThan(2.1);
      expect(Math.abs(above.high - below.high - 3 * p)).toBeLessThan(2.1);
    }
  });

  it('widens with the confidence', () => {
    const [narrow, wide] = [orderStatisticRanks(10_000, 0.9, 0.9), orderStatisticRanks(10_000, 0.9, 0.99)];
    expect(wide.low < narrow.low && wide.high > narrow.high).toBe(true);
  });

  it('refuses impossible sizes, quantiles and confidences', () => {
    expect(() => orderStatisticRanks(0, 0.5)).toThrow('invalid sample size (integer >= 1 expected): 0');
    expect(() => orderStatisticRanks(10, 1)).toThrow('invalid quantile (0 < p < 1 expected): 1');
    expect(() => orderStatisticRanks(10, 0.5, 1)).toThrow('invalid confidence');
  });
});

describe('wilson', () => {
  it('solves the score equation at both ends', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1e6 }), shares(), (n, share) => {
        const successes = Math.min(n - 1, Math.max(1, Math.round(share * n)));
        if (n < 2) return;
        const { low, high } = wilson(successes, n);
        for (const p of [low, high]) {
          expect(Math.abs(successes / n - p) / Math.sqrt((p * (1 - p)) / n)).toBeCloseTo(z95, 5);
        }
      }),
    );
  });

  it('stays within 0..1 and contains the share', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1e9 }), shares(), (n, share) => {
        const successes = Math.round(share * n);
        const { low, high } = wilson(successes, n);
        expect(0 <= low && low <= successes / n && successes / n <= high && high <= 1).toBe(true);
      }),
    );
  });

  it('gives 3.7% as the upper end of 0 in 100', () => {
    expect(wilson(0, 100)).toEqual({ low: 0, high: expect.closeTo(0.036995, 5) });
    expect(wilson(100, 100)).toEqual({ low: expect.closeTo(0.963005, 5), high: 1 });
  });

  it('refuses what is no share', () => {
    expect(() => wilson(2, 1)).toThrow('2 of 1');
    expect(() => wilson(0, 0)).toThrow('0 of 0');
    expect(() => wilson(-1, 5)).toThrow('-1 of 5');
  });
});

function shares() {
  return fc.double({ min: 0, max: 1, noNaN: true });
}
