import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createSequence, exponential, nextUniform, streamKey } from '../../src/random/index.js';
import { createHistogram, recordValue } from '../../src/record/histogram.js';
import { valueAtQuantile } from '../../src/record/histogram-queries.js';
import { isSupported, quantileLabel, quantilesOf, standardQuantiles } from '../../src/stats/index.js';

function exponentialHistogram(seed: number, n: number) {
  const sequence = createSequence(streamKey(seed, 'quantiles'));
  const h = createHistogram();
  for (let i = 0; i < n; i++) recordValue(h, exponential(nextUniform(sequence), 100_000));
  return h;
}

describe('quantilesOf', () => {
  it('names the standard quantiles p50 to p99.9999', () => {
    expect(standardQuantiles.map(quantileLabel)).toEqual([
      'p50',
      'p90',
      'p99',
      'p99.9',
      'p99.99',
      'p99.999',
      'p99.9999',
    ]);
  });

  it('shows p50 from 200 samples on, p99 from 10,000, p99.9999 from a hundred million', () => {
    for (const [p, least] of [
      [0.5, 200],
      [0.9, 1000],
      [0.99, 10_000],
      [0.999, 100_000],
      [0.9999, 1_000_000],
      [0.99999, 10_000_000],
      [0.999999, 100_000_000],
      [0.01, 10_000],
    ] as const) {
      expect([isSupported(least, p), isSupported(least - 1, p)]).toEqual([true, false]);
    }
  });

  it('gives no number where the samples do not support one', () => {
    const found = quantilesOf(exponentialHistogram(1, 10_000));
    expect(found.map((q) => q.supported)).toEqual([true, true, true, false, false, false, false]);
    expect(found[3]).toEqual({ p: 0.999, label: 'p99.9', valueNs: null, lowNs: null, highNs: null, supported: false });
  });

  it('supports nothing in an empty histogram', () => {
    expect(quantilesOf(createHistogram()).some((q) => q.supported)).toBe(false);
  });

  it('gives the value of valueAtQuantile inside its interval', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1000 }), fc.integer({ min: 200, max: 5000 }), (seed, n) => {
        const h = exponentialHistogram(seed, n);
        for (const q of quantilesOf(h).filter((each) => each.supported)) {
          expect(q.valueNs).toBe(valueAtQuantile(h, q.p));
          expect(q.lowNs! <= q.valueNs! && q.valueNs! <= q.highNs!).toBe(true);
        }
      }),
      { numRuns: 30 },
    );
  });

  it('narrows the interval with the square root of the samples', () => {
    const [few, many] = [exponentialHistogram(1, 10_000), exponentialHistogram(1, 160_000)].map((h) => {
      const [q] = quantilesOf(h, [0.9]);
      return q!.highNs! - q!.lowNs!;
    });
    expect(few! / many!).toBeGreaterThan(2.5);
    expect(few! / many!).toBeLessThan(6);
  });

  it('gives the one value of a constant sample with an interval of no width', () => {
    const h = createHistogram();
    recordValue(h, 5_000_000, 1000);
    expect(quantilesOf(h, [0.5])[0]).toMatchObject({ valueNs: 5_000_000, lowNs: 5_000_000, highNs: 5_000_000 });
  });

  it('refuses quantiles outside (0, 1)', () => {
    for (const p of [0, 1, NaN]) expect(() => quantilesOf(createHistogram(), [p])).toThrow(`expected): ${p}`);
  });
});
