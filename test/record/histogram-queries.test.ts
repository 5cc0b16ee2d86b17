import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  bucketsAtRanks,
  countAbove,
  occupiedBuckets,
  quantileRank,
  valueAtQuantile,
} from '../../src/record/histogram-queries.js';
import { bucketHigh, bucketOf, createHistogram, type Histogram, recordValue } from '../../src/record/histogram.js';

const values = fc
  .tuple(fc.integer({ min: 0, max: 51 }), fc.double({ min: 0, max: 1, noNaN: true }))
  .map(([octave, share]) => Math.floor(2 ** octave * (1 + share)));
const samples = fc.array(values, { minLength: 1, maxLength: 300 });
const shares = fc.double({ min: 0, max: 1, noNaN: true });

function histogramOf(sample: readonly number[]): Histogram {
  const h = createHistogram();
  for (const value of sample) recordValue(h, value);
  return h;
}

describe('valueAtQuantile', () => {
  it('is within 2^-11 of the sample of that rank in an exact sort', () => {
    fc.assert(
      fc.property(samples, shares, (sample, p) => {
        const exact = sample.toSorted((a, b) => a - b)[quantileRank(sample.length, p) - 1]!;
        expect(Math.abs(valueAtQuantile(histogramOf(sample), p) - exact)).toBeLessThanOrEqual(exact * 2 ** -11);
      }),
      { numRuns: 1000 },
    );
  });

  it('is the exact least and greatest sample at 0 and 1', () => {
    fc.assert(
      fc.property(samples, (sample) => {
        const h = histogramOf(sample);
        expect([valueAtQuantile(h, 0), valueAtQuantile(h, 1)]).toEqual([Math.min(...sample), Math.max(...sample)]);
      }),
    );
  });

  it('never decreases with p', () => {
    fc.assert(
      fc.property(samples, shares, shares, (sample, p, q) => {
        const h = histogramOf(sample);
        expect(valueAtQuantile(h, Math.min(p, q))).toBeLessThanOrEqual(valueAtQuantile(h, Math.max(p, q)));
      }),
    );
  });

  it('is NaN while the histogram is empty', () => {
    expect(valueAtQuantile(createHistogram(), 0.5)).toBeNaN();
  });

  it('refuses a quantile outside 0..1', () => {
    for (const p of [-0.1, 1.1, NaN]) {
      expect(() => valueAtQuantile(histogramOf([1]), p)).toThrow(`invalid quantile (0..1 expected): ${p}`);
    }
  });
});

describe('quantileRank', () => {
  it('is not pushed up by the rounding of p n', () => {
    expect(quantileRank(100_000, 0.99999)).toBe(99_999);
    expect(quantileRank(10, 0.7)).toBe(7);
    expect(quantileRank(1e9, 0.999999)).toBe(999_999_000);
  });

  it('is the least rank whose share reaches p', () => {
    expect([0, 0.1, 0.11, 0.5, 0.51, 1].map((p) => quantileRank(10, p))).toEqual([1, 1, 2, 5, 6, 10]);
  });
});

describe('bucketsAtRanks', () => {
  it('holds the sample of each rank, in the order of the question', () => {
    fc.assert(
      fc.property(samples, fc.array(shares, { maxLength: 20 }), (sample, asked) => {
        const sorted = sample.toSorted((a, b) => a - b);
        const ranks = asked.map((share) => 1 + Math.floor(share * (sample.length - 1)));
        const buckets = bucketsAtRanks(histogramOf(sample), ranks);
        expect(buckets).toHaveLength(ranks.length);
        for (const [i, { lowNs, highNs, count }] of buckets.entries()) {
          const exact = sorted[ranks[i]! - 1]!;
          expect(lowNs <= exact && exact <= highNs).toBe(true);
          expect(sample.filter((value) => value >= lowNs && value <= highNs)).toHaveLength(count);
        }
      }),
    );
  });

  it('refuses ranks that no sample has', () => {
    for (const rank of [0, 3, NaN]) {
      expect(() => bucketsAtRanks(histogramOf([1, 2]), [rank])).toThrow(`invalid rank (1..2 expected): ${rank}`);
    }
  });
});

describe('countAbove', () => {
  it('counts the samples beyond the bucket of the threshold', () => {
    fc.assert(
      fc.property(samples, values, (sample, threshold) => {
        const limit = threshold >= Math.max(...sample) ? threshold : bucketHigh(bucketOf(threshold));
        const expected =
          threshold < Math.min(...sample) ? sample.length : sample.filter((value) => value > limit).length;
        expect(countAbove(histogramOf(sample), threshold)).toBe(expected);
      }),
      { numRuns: 500 },
    );
  });

  it('is exact below 2048 ns', () => {
    const h = histogramOf([0, 1, 5, 5, 2000, 2047]);
    expect([-1, 0, 4, 4.5, 5, 1999, 2000, 2046, 2047, Infinity].map((x) => countAbove(h, x))).toEqual([
      6, 5, 4, 4, 2, 2, 1, 1, 0, 0,
    ]);
  });

  it('is 0 of an empty histogram', () => {
    expect(countAbove(createHistogram(), -1)).toBe(0);
  });
});

describe('occupiedBuckets', () => {
  it('ascends, holds every sample once, and begins and ends at the extremes', () => {
    fc.assert(
      fc.property(samples, (sample) => {
        const buckets = occupiedBuckets(histogramOf(sample));
        expect(buckets.reduce((sum, bucket) => sum + bucket.count, 0)).toBe(sample.length);
        expect([buckets[0]!.lowNs, buckets.at(-1)!.highNs]).toEqual([Math.min(...sample), Math.max(...sample)]);
        for (let i = 1; i < buckets.length; i++) expect(buckets[i]!.lowNs).toBeGreaterThan(buckets[i - 1]!.highNs);
        for (const { lowNs, highNs, count } of buckets) {
          expect(sample.filter((value) => value >= lowNs && value <= highNs)).toHaveLength(count);
        }
      }),
    );
  });

  it('is empty for an empty histogram', () => {
    expect(occupiedBuckets(createHistogram())).toEqual([]);
  });
});
