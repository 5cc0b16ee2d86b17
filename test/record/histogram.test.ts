import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  bucketHigh,
  bucketLow,
  bucketOf,
  copyHistogram,
  createHistogram,
  type Histogram,
  largestValueNs,
  mergeInto,
  recordValue,
} from '../../src/record/histogram.js';

/** Values of every magnitude alike, so that each octave is visited. */
const values = fc
  .tuple(fc.integer({ min: 0, max: 52 }), fc.double({ min: 0, max: 1, noNaN: true }))
  .map(([octave, share]) => Math.min(largestValueNs, Math.floor(2 ** octave * (1 + share))));
/** Samples whose sum stays below 2^53, the limit of an exact sum. */
const samples = fc.array(
  values.map((value) => value % 2 ** 43),
  { maxLength: 200 },
);

function histogramOf(sample: readonly number[]): Histogram {
  const h = createHistogram();
  for (const value of sample) recordValue(h, value);
  return h;
}

/** Returns the whole content as a short object, since comparing long arrays one by one is slow. */
function contentOf({ counts, total, min, max, sum }: Histogram) {
  const occupied: [number, number][] = [];
  counts.forEach((count, index) => count > 0 && occupied.push([index, count]));
  return { length: counts.length, occupied, total, min, max, sum };
}

function merged(...parts: readonly Histogram[]): Histogram {
  const target = createHistogram();
  for (const part of parts) mergeInto(target, part);
  return target;
}

describe('buckets', () => {
  it('hold the value that they were asked for', () => {
    fc.assert(
      fc.property(values, (value) => {
        const index = bucketOf(value);
        expect(bucketLow(index)).toBeLessThanOrEqual(value);
        expect(bucketHigh(index)).toBeGreaterThanOrEqual(value);
      }),
      { numRuns: 2000 },
    );
  });

  it('join without gap or overlap, from 0 to 2^52', () => {
    for (let index = 0; index < bucketOf(largestValueNs); index++) {
      if (bucketHigh(index) + 1 !== bucketLow(index + 1)) expect.fail(`gap after bucket ${index}`);
    }
    expect([bucketLow(0), bucketLow(bucketOf(largestValueNs))]).toEqual([0, largestValueNs]);
  });

  it('have a half width of at most 2^-11 of their least value', () => {
    let widest = 0;
    for (let index = 1; index <= bucketOf(largestValueNs); index++) {
      widest = Math.max(widest, (bucketHigh(index) - bucketLow(index)) / 2 / bucketLow(index));
    }
    expect(widest).toBeLessThanOrEqual(2 ** -11);
  });

  it('change at powers of two on either side of 2^31 and 2^32', () => {
    for (const edge of [2 ** 11, 2 ** 12, 2 ** 31, 2 ** 32, 2 ** 33, 2 ** 52]) {
      expect(bucketOf(edge)).toBe(bucketOf(edge - 1) + 1);
      expect(bucketLow(bucketOf(edge))).toBe(edge);
    }
  });
});

describe('recordValue', () => {
  it('loses nothing: count, sum, least and greatest are those of the sample', () => {
    fc.assert(
      fc.property(samples, (sample) => {
        const h = histogramOf(sample);
        expect(h.counts.reduce((sum, count) => sum + count, 0)).toBe(sample.length);
        expect(h.total).toBe(sample.length);
        expect(h.sum).toBe(sample.reduce((sum, value) => sum + value, 0));
        expect([h.min, h.max]).toEqual(sample.length === 0 ? [0, 0] : [Math.min(...sample), Math.max(...sample)]);
      }),
      { numRuns: 1000 },
    );
  });

  it('does not depend on the order of the values', () => {
    fc.assert(
      fc.property(samples, (sample) => {
        expect(contentOf(histogramOf(sample.toReversed()))).toEqual(contentOf(histogramOf(sample)));
      }),
    );
  });

  it('counts n equal values at once as it counts them one by one', () => {
    fc.assert(
      fc.property(fc.nat(), fc.integer({ min: 0, max: 50 }), (value, n) => {
        const h = createHistogram();
        recordValue(h, value, n);
        const expected = histogramOf(new Array<number>(n).fill(value));
        expect(contentOf(h)).toEqual(contentOf(expected));
      }),
    );
  });

  it('refuses what is no integer from 0 to 2^52, names it, and changes nothing', () => {
    const h = histogramOf([5, 7]);
    const before = copyHistogram(h);
    for (const bad of [NaN, -1, -0.5, 0.5, 1e-300, 2 ** 31 + 0.5, Infinity, -Infinity, -(2 ** 40), 2 ** 52 + 1]) {
      expect(() => recordValue(h, bad)).toThrow(`before recording): ${bad}`);
    }
    expect(h).toEqual(before);
  });

  it('refuses bad counts and more than 2^32-1 samples in a bucket, and changes nothing', () => {
    const h = createHistogram();
    recordValue(h, 9, 4294967295);
    const before = copyHistogram(h);
    for (const bad of [-1, 0.5, NaN, Infinity, 4294967296]) {
      expect(() => recordValue(h, 1e12, bad)).toThrow(`: ${bad}`);
    }
    expect(() => recordValue(h, 9)).toThrow('invalid count');
    expect(h).toEqual(before);
  });

  it('takes 2^52 and stays below 200 KB', () => {
    const h = histogramOf([largestValueNs]);
    expect(h.max).toBe(largestValueNs);
    expect(h.counts.byteLength).toBeLessThan(200_000);
  });

  it('needs less than 10 MB for 72 histograms of values up to 30 s', () => {
    expect(72 * histogramOf([30e9]).counts.byteLength).toBeLessThan(10e6);
  });
});

describe('mergeInto', () => {
  it('gives the histogram of both samples together', () => {
    fc.assert(
      fc.property(samples, samples, (a, b) => {
        expect(contentOf(merged(histogramOf(a), histogramOf(b)))).toEqual(contentOf(histogramOf([...a, ...b])));
      }),
      { numRuns: 500 },
    );
  });

  it('is commutative', () => {
    fc.assert(
      fc.property(samples, samples, (a, b) => {
        const [x, y] = [histogramOf(a), histogramOf(b)];
        expect(contentOf(merged(x, y))).toEqual(contentOf(merged(y, x)));
      }),
    );
  });

  it('is associative', () => {
    fc.assert(
      fc.property(samples, samples, samples, (a, b, c) => {
        const [x, y, z] = [histogramOf(a), histogramOf(b), histogramOf(c)];
        expect(contentOf(merged(merged(x, y), z))).toEqual(contentOf(merged(x, merged(y, z))));
      }),
    );
  });

  it('leaves the source alone', () => {
    const source = histogramOf([1, 2 ** 40]);
    const before = copyHistogram(source);
    merged(source, source);
    expect(source).toEqual(before);
  });

  it('adds nothing at all when a bucket would overflow', () => {
    const source = histogramOf([3]);
    recordValue(source, 9, 4294967295);
    const target = histogramOf([9]);
    const before = copyHistogram(target);
    expect(() => mergeInto(target, source)).toThrow('invalid count');
    expect(target).toEqual(before);
  });
});
