import { describe, expect, it } from 'vitest';
import { createSequence, nextUniform, streamKey } from '../../../src/random/index.js';
import { batchInterval } from '../../../src/trace/validation/batch-interval.js';
import type { Observable } from '../../../src/trace/validation/observables.js';
import { countGracePeriod, countTick, createTally, sumOf, type Tally } from '../../../src/trace/validation/tally.js';

const share: Observable = {
  kind: 'pending-share',
  part: 'guest_exit_window',
  count: ({ windows }) => windows.guest_exit_window.pending,
  per: ({ windows }) => windows.guest_exit_window.ticks,
  isShare: true,
};
const rate: Observable = { ...share, kind: 'wakes-per-sec', per: ({ seconds }) => seconds, isShare: false };

/** Twenty blocks of ticks; each block has a chance of its own, so ticks of a block are correlated. */
function blocks(seed: number, spread: number, ticks = 200): Tally[] {
  const sequence = createSequence(streamKey(seed, 'blocks'));
  return Array.from({ length: 20 }, () => {
    const tally = createTally(0.25);
    const chance = 0.3 + spread * (nextUniform(sequence) - 0.5);
    for (let i = 0; i < ticks; i++) countTick(tally, 'guest_exit_window', nextUniform(sequence) < chance);
    return tally;
  });
}

describe('the interval of an observable', () => {
  it('holds the true share in at least 93 of 100 recordings, correlated or not', () => {
    for (const spread of [0, 0.4]) {
      const seeds = Array.from({ length: 400 }, (_, seed) => seed);
      const held = seeds.filter((seed) => {
        const { low, high } = batchInterval(blocks(seed, spread), share);
        return low <= 0.3 && high >= 0.3;
      });
      expect(held.length).toBeGreaterThan(0.93 * seeds.length);
      expect(held.length).toBeLessThan(seeds.length);
    }
  });

  it('is wider where ticks of a block are correlated', () => {
    const width = (spread: number) => {
      const { low, high } = batchInterval(blocks(7, spread), share);
      return high - low;
    };
    expect(width(0.4)).toBeGreaterThan(2 * width(0));
  });

  it('of nothing seen is no promise of never', () => {
    const never = Array.from({ length: 20 }, () => {
      const tally = createTally(0.25);
      for (let i = 0; i < 10; i++) countTick(tally, 'guest_exit_window', false);
      return tally;
    });
    expect(batchInterval(never, share).low).toBe(0);
    expect(batchInterval(never, share).high).toBeGreaterThan(0.01);
    expect(batchInterval(never, rate).high).toBeGreaterThan(0.5);
  });

  it('of all alike still allows one count more or less', () => {
    const even = Array.from({ length: 20 }, () => {
      const tally = createTally(0.25);
      for (let i = 0; i < 100; i++) countTick(tally, 'guest_exit_window', i < 50);
      return tally;
    });
    const { low, high } = batchInterval(even, rate);
    expect(high - 200).toBeCloseTo(0.2, 6);
    expect(200 - low).toBeCloseTo(0.2, 6);
  });

  it('is open where there is nothing to count per', () => {
    expect(batchInterval([createTally(1), createTally(1)], share)).toEqual({ low: -Infinity, high: Infinity });
  });
});

describe('tallies', () => {
  it('add up', () => {
    const [a, b] = [createTally(1), createTally(2)];
    countGracePeriod(a, 2);
    countGracePeriod(b, 2);
    countGracePeriod(b, 4);
    const sum = sumOf([a, b]);
    expect(sum.seconds).toBe(3);
    expect([...sum.gracePeriods]).toEqual([
      [2, 2],
      [4, 1],
    ]);
  });
});
