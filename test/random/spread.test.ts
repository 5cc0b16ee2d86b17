import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { longestNs, sampleLognormal, sampleSpread, spreadSampler } from '../../src/random/index.js';

const uniform = fc.integer({ min: 0, max: 2 ** 52 - 1 }).map((k) => (k + 0.5) * 2 ** -52);

/** Returns the greatest relative difference between table and exact formula; the median is large against rounding. */
function worstError(ratio: number): number {
  const sampler = spreadSampler(1e10, 1e10 * ratio);
  let worst = 0;
  for (let i = 0; i < 20_000; i++) {
    const u = (i + 0.5) / 20_000;
    worst = Math.max(worst, Math.abs(sampleSpread(sampler, u) / sampleLognormal(sampler.lognormal, u) - 1));
  }
  return worst;
}

describe('spreadSampler', () => {
  it('stays within 2e-6 of the exact quantile while p99 is at most ten medians', () => {
    for (const ratio of [1.01, 2, 10]) expect(worstError(ratio)).toBeLessThan(2e-6);
  });

  it('stays within 1.5e-5 of the exact quantile while p99 is at most a thousand medians', () => {
    for (const ratio of [30, 100, 1000]) expect(worstError(ratio)).toBeLessThan(1.5e-5);
  });

  it('equals the exact formula in the tails, bit for bit', () => {
    const sampler = spreadSampler(2_000, 30_000);
    for (const u of [1e-15, 0.001, 0.0156, 63 / 64, 0.99, 0.9999999, 1 - 2 ** -53]) {
      expect(sampleSpread(sampler, u)).toBe(sampleLognormal(sampler.lognormal, u));
    }
  });

  it('never decreases with u, across cells and into both tails', () => {
    for (const ratio of [1.001, 2, 30, 1000]) {
      const sampler = spreadSampler(1_000_000, 1_000_000 * ratio);
      let last = 0;
      let falls = 0;
      for (let i = 0; i < 20_000; i++) {
        const value = sampleSpread(sampler, (i + 0.5) / 20_000);
        if (value < last) falls++;
        last = value;
      }
      expect(falls).toBe(0);
    }
  });

  it('draws integers from 0 to 2^52 ns', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 1e9 }),
        fc.double({ min: 1, max: 4e6, noNaN: true }),
        uniform,
        (median, ratio, u) => {
          const value = sampleSpread(spreadSampler(median, median * ratio), u);
          expect(Number.isSafeInteger(value) && value >= 0 && value <= longestNs).toBe(true);
        },
      ),
    );
  });

  it('gives one value where median and p99 are equal, zero included', () => {
    expect([0.001, 0.5, 0.999].map(spreadSampler(700, 700).sample)).toEqual([700, 700, 700]);
    expect(sampleSpread(spreadSampler(0, 0), 0.3)).toBe(0);
    expect(sampleSpread(spreadSampler(12.6, 12.6), 0.3)).toBe(13);
  });

  it('samples alike through the record and through its method', () => {
    const sampler = spreadSampler(80_000, 2_000_000);
    for (const u of [0.01, 0.2, 0.5, 0.8, 0.99]) expect(sampler.sample(u)).toBe(sampleSpread(sampler, u));
  });

  it('refuses a p99 below the median', () => {
    expect(() => spreadSampler(10, 9)).toThrow('invalid spread');
  });
});
