import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  measuredCurve,
  measuredQuantiles,
  measuredTails,
  readMeasurement,
  type MeasuredCpu,
  type MeasuredTail,
} from '../../../src/trace/index.js';
import { fixtureText } from '../fixture-text.js';

const us = 1000;

/** One CPU with whole microseconds counted up to a limit, as cyclictest counts them. */
function cpuOf(values: readonly number[], limit: number): MeasuredCpu {
  const kept = values.filter((value) => value < limit);
  const labels = [...new Set(kept)].sort((a, b) => a - b);
  const overflow = values.length - kept.length;
  return {
    cpu: 0,
    series: 'latency',
    buckets: labels.map((label) => ({
      lowNs: label * us,
      highNs: (label + 1) * us,
      count: kept.filter((value) => value === label).length,
    })),
    overflow,
    overflowFromNs: overflow > 0 ? limit * us : null,
    max: Math.max(...values) * us,
  };
}

function tailOf(...perCpu: MeasuredCpu[]): MeasuredTail {
  const [tail] = measuredTails({ source: 'cyclictest', unit: 'ns', command: null, perCpu, missed: 0 });
  if (tail === undefined) throw new Error('no values');
  return tail;
}

const values = fc.array(fc.nat(60), { minLength: 200, maxLength: 900 });

describe('the CPUs of a measurement together', () => {
  it('hold every value once, and their quantile is that of all values', () => {
    fc.assert(
      fc.property(values, values, fc.integer({ min: 1, max: 70 }), (one, other, limit) => {
        const tail = tailOf(cpuOf(one, limit), cpuOf(other, limit));
        const all = [...one, ...other].sort((a, b) => a - b);
        expect(tail.samples).toBe(all.length);
        expect(tail.buckets.reduce((sum, { count }) => sum + count, 0)).toBe(all.length);
        expect(tail.overflow).toBe(all.filter((value) => value >= limit).length);
        expect(tail.maxNs).toBe((all.at(-1) ?? 0) * us);
        const [median] = measuredQuantiles(tail, [0.5]);
        const true50 = all[Math.ceil(all.length / 2) - 1] ?? NaN;
        expect(median?.lowNs).toBe(Math.min(true50, limit) * us);
        expect(median?.highNs).toBe(true50 >= limit ? null : (true50 + 1) * us);
      }),
    );
  });

  it('with buckets that begin to overflow at different places bound the quantile from both sides', () => {
    fc.assert(
      fc.property(
        values,
        values,
        fc.integer({ min: 1, max: 70 }),
        fc.integer({ min: 1, max: 70 }),
        (a, b, one, other) => {
          const all = [...a, ...b].sort((x, y) => x - y);
          const [median] = measuredQuantiles(tailOf(cpuOf(a, one), cpuOf(b, other)), [0.5]);
          const true50 = (all[Math.ceil(all.length / 2) - 1] ?? NaN) * us;
          expect(median?.lowNs).toBeLessThanOrEqual(true50);
          expect(median?.highNs ?? Infinity).toBeGreaterThan(true50);
        },
      ),
    );
  });
});

describe('a quantile of a measurement', () => {
  const steps = Array.from({ length: 1000 }, (_, index) => Math.floor(index / 10));

  it('in the overflow has a lower end, the limit, and no upper one', () => {
    const [p50] = measuredQuantiles(tailOf(cpuOf(steps, 40)), [0.5]);
    expect(p50).toMatchObject({ label: 'p50', lowNs: 40 * us, highNs: null, intervalHighNs: null });
  });

  it('below it is not touched by it', () => {
    const ps = [0.2];
    expect(measuredQuantiles(tailOf(cpuOf(steps, 40)), ps)).toEqual(measuredQuantiles(tailOf(cpuOf(steps, 200)), ps));
  });

  it('has no ends where the samples do not support it', () => {
    const [p99] = measuredQuantiles(tailOf(cpuOf(steps, 200)), [0.99]);
    expect(p99).toMatchObject({ lowNs: null, highNs: null, intervalLowNs: null, intervalHighNs: null });
  });
});

describe('a measured survival curve', () => {
  it('falls, and at each point is the share of values that reach it', () => {
    fc.assert(
      fc.property(values, fc.integer({ min: 1, max: 70 }), (all, limit) => {
        const points = measuredCurve(tailOf(cpuOf(all, limit)));
        for (const [index, { us: at, p, low, high }] of points.entries()) {
          expect(p).toBeCloseTo(all.filter((value) => value >= at).length / all.length, 12);
          expect(low).toBeLessThanOrEqual(p);
          expect(high).toBeGreaterThanOrEqual(p);
          if (index > 0) expect(at).toBeGreaterThan(points[index - 1]?.us ?? Infinity);
        }
      }),
    );
  });

  it('ends where the overflow begins, at the share of what overflowed', () => {
    const points = measuredCurve(
      tailOf(
        cpuOf(
          Array.from({ length: 100 }, (_, index) => index),
          90,
        ),
      ),
    );
    expect(points.at(-1)).toMatchObject({ us: 90, p: 0.1 });
  });
});

describe('the tails of real tools', () => {
  const tails = (name: string) => measuredTails(readMeasurement(fixtureText(name)));

  it('cyclictest says the same as text and as JSON', () => {
    const [json, text] = [tails('cyclictest.json'), tails('cyclictest.txt')];
    expect(text).toEqual(json);
    expect(json).toMatchObject([{ cpus: 2, samples: 600, overflow: 289, overflowFromNs: 26_000, maxNs: 126_000 }]);
  });

  it('oslat keeps its last bucket open, and its largest value', () => {
    expect(tails('oslat.json')).toMatchObject([{ cpus: 2, overflowFromNs: 31_000, maxNs: 51_826_000 }]);
  });

  it('rtla timerlat has a tail for the interrupt and one for the thread, osnoise one for the noise', () => {
    expect(tails('rtla-timerlat.txt').map(({ series }) => series)).toEqual(['irq', 'thread']);
    expect(tails('rtla-osnoise.txt').map(({ series }) => series)).toEqual(['noise']);
  });
});
