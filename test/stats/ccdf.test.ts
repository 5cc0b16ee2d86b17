import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createSequence, nextUniform, sampleSpread, spreadSampler, streamKey } from '../../src/random/index.js';
import { createHistogram, type Histogram, recordValue } from '../../src/record/histogram.js';
import { ccdf } from '../../src/stats/index.js';

function histogramOf(sample: readonly number[]): Histogram {
  const h = createHistogram();
  for (const value of sample) recordValue(h, value);
  return h;
}

function spreadSample(seed: number, n: number): number[] {
  const sequence = createSequence(streamKey(seed, 'ccdf'));
  const spread = spreadSampler(10_000, 500_000);
  return Array.from({ length: n }, () => sampleSpread(spread, nextUniform(sequence)));
}

describe('ccdf', () => {
  it('gives the exact share of samples that reach each point', () => {
    const sample = spreadSample(1, 5000);
    for (const { us, p } of ccdf(histogramOf(sample)).slice(0, -1)) {
      const ns = Math.round(us * 1000);
      expect(p).toBe(sample.filter((value) => value >= ns).length / sample.length);
    }
  });

  it('begins at the minimum with 1 and ends at the maximum with a share above 0', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 2 ** 40 }), { minLength: 1, maxLength: 500 }), (sample) => {
        const curve = ccdf(histogramOf(sample), { points: 50 });
        expect(curve[0]).toMatchObject({ us: Math.min(...sample) / 1000, p: 1 });
        expect(curve.at(-1)!.us).toBe(Math.max(...sample) / 1000);
        expect(curve.at(-1)!.p).toBeGreaterThan(0);
      }),
    );
  });

  it('rises in us, falls in p, and keeps p inside its band', () => {
    const curve = ccdf(histogramOf(spreadSample(2, 50_000)));
    for (const [i, { us, p, low, high }] of curve.entries()) {
      expect(low <= p && p <= high && low >= 0 && high <= 1).toBe(true);
      if (i > 0) expect(us > curve[i - 1]!.us && p < curve[i - 1]!.p).toBe(true);
    }
  });

  it('never has more points than asked for', () => {
    const h = histogramOf(spreadSample(3, 50_000));
    for (const points of [4, 5, 10, 77, 300, 1000]) expect(ccdf(h, { points }).length).toBeLessThanOrEqual(points);
  });

  it('uses most of the points it may, and keeps each of the ten greatest samples', () => {
    const sample = spreadSample(4, 100_000);
    const curve = ccdf(histogramOf(sample));
    expect(curve.length).toBeGreaterThan(150);
    const greatest = sample.toSorted((a, b) => b - a).slice(0, 10);
    for (const value of greatest) {
      expect(curve.some(({ us }) => Math.abs(us * 1000 - value) <= value * 2 ** -10)).toBe(true);
    }
  });

  it('leaves no step wider than a fiftieth of the plot between its outer hundredths', () => {
    const curve = ccdf(histogramOf(spreadSample(5, 100_000)));
    const width = Math.log(curve.at(-1)!.us / curve[0]!.us);
    const body = curve.filter(({ p }) => p < 0.99 && p > 0.01);
    for (let i = 1; i < body.length; i++) {
      expect(Math.log(body[i]!.us / body[i - 1]!.us)).toBeLessThan(width / 50);
    }
  });

  it('counts samples of zero but gives them no point', () => {
    const curve = ccdf(histogramOf([0, 0, 1000, 2000]));
    expect(curve.map(({ us, p }) => [us, p])).toEqual([
      [1, 0.5],
      [2, 0.25],
    ]);
  });

  it('has no points for an empty histogram and one for a single value', () => {
    expect(ccdf(createHistogram())).toEqual([]);
    expect(ccdf(histogramOf([7000])).map(({ us, p }) => [us, p])).toEqual([[7, 1]]);
    expect(ccdf(histogramOf([7000, 7000])).map(({ us, p }) => [us, p])).toEqual([[7, 1]]);
  });

  it('refuses a number of points that makes no curve', () => {
    for (const points of [3, 4.5, NaN, 1e6]) expect(() => ccdf(createHistogram(), { points })).toThrow(`: ${points}`);
  });
});
