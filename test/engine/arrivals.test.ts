import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { arrivalTime, createArrivals, discardArrivals, extendArrivals } from '../../src/engine/arrivals.js';
import { createExits, discardExits, exitTime, extendExits } from '../../src/engine/exits.js';
import { scenario } from '../../src/scenario/index.js';

const horizons = fc.array(fc.integer({ min: 1, max: 200_000_000 }), { minLength: 1, maxLength: 10 });

/** Returns the times of the first arrivals, generated in one go. */
function firstTimes(count: number, ratePerSec: number, periodic: boolean): number[] {
  const arrivals = createArrivals(1, 'test', ratePerSec, periodic);
  extendArrivals(arrivals, (2 * count * 1e9) / ratePerSec + 1e9);
  return arrivals.times.slice(0, count);
}

describe('arrivals', () => {
  it.each([false, true])('are the same however far they are generated at a time (periodic: %s)', (periodic) => {
    fc.assert(
      fc.property(horizons, (steps) => {
        const arrivals = createArrivals(1, 'test', 500, periodic);
        const whole = firstTimes(1000, 500, periodic);
        let untilNs = 0;
        let next = 0;
        for (const stepNs of steps) {
          untilNs += stepNs;
          extendArrivals(arrivals, untilNs);
          for (; arrivalTime(arrivals, next) < untilNs; next++) expect(arrivalTime(arrivals, next)).toBe(whole[next]);
          discardArrivals(arrivals, untilNs);
        }
        expect(whole.filter((timeNs) => timeNs < untilNs)).toHaveLength(next);
      }),
      { numRuns: 30 },
    );
  });

  it('always know the next one, so that a clock can be set', () => {
    const arrivals = createArrivals(1, 'test', 3);
    for (let untilNs = 0; untilNs < 5e9; untilNs += 1e8) {
      extendArrivals(arrivals, untilNs);
      expect(arrivals.times.at(-1)).toBeGreaterThan(untilNs);
      discardArrivals(arrivals, untilNs);
    }
  });

  it('come at whole nanoseconds, in order', () => {
    const times = firstTimes(5000, 1e6, false);
    expect(times.filter((timeNs) => !Number.isInteger(timeNs))).toEqual([]);
    expect(times).toEqual([...times].sort((a, b) => a - b));
  });

  it('are equally far apart when periodic, to the rounding', () => {
    const times = firstTimes(3000, 300, true);
    for (const [i, timeNs] of times.entries()) {
      if (i > 0) expect(Math.abs(timeNs - times[i - 1]! - 1e9 / 300)).toBeLessThanOrEqual(1);
    }
    expect(times[0]).toBeLessThan(1e9 / 300);
  });

  it('scatter as a Poisson process does: as many as the rate says, variance equal to the mean', () => {
    const counts = new Array<number>(2000).fill(0);
    for (const timeNs of firstTimes(200_000, 1000, false)) {
      const slot = Math.floor(timeNs / 1e7);
      if (slot < counts.length) counts[slot]!++;
    }
    const mean = counts.reduce((sum, count) => sum + count, 0) / counts.length;
    const variance = counts.reduce((sum, count) => sum + (count - mean) ** 2, 0) / counts.length;
    expect(Math.abs(mean - 10)).toBeLessThan(4 * Math.sqrt(10 / counts.length));
    expect(Math.abs(variance / mean - 1)).toBeLessThan(4 * Math.sqrt(2 / counts.length));
  });

  it('are none at rate 0', () => {
    const arrivals = createArrivals(1, 'test', 0);
    extendArrivals(arrivals, 1e15);
    expect([arrivals.times.length, arrivalTime(arrivals, 0)]).toEqual([0, Infinity]);
  });
});

describe('exits of all classes', () => {
  const world = scenario({ guest: { hlt: { ratePerSec: 100 } } });

  it('are merged in order of time, however far they are generated at a time', () => {
    fc.assert(
      fc.property(horizons, (steps) => {
        const whole = createExits(world);
        const totalNs = steps.reduce((sum, stepNs) => sum + stepNs, 0);
        extendExits(whole, totalNs);
        const pieces = createExits(world);
        let untilNs = 0;
        let next = 0;
        for (const stepNs of steps) {
          untilNs += stepNs;
          extendExits(pieces, untilNs);
          for (; exitTime(pieces, next) < untilNs; next++) {
            const [a, b] = [next - pieces.base, next - whole.base];
            expect(exitTime(pieces, next)).toBe(exitTime(whole, next));
            expect(pieces.exitClass[a]).toBe(whole.exitClass[b]);
            expect(pieces.handlerNs[a]).toBe(whole.handlerNs[b]);
            expect(pieces.serial[a]).toBe(whole.serial[b]);
          }
          discardExits(pieces, untilNs);
        }
        const times = whole.timeNs.slice(0, whole.length);
        expect(times).toEqual(Float64Array.from(times).sort());
      }),
      { numRuns: 10 },
    );
  });
});
