import { tQuantile, wilson, z95, type Interval } from '../../stats/index.js';
import type { Observable } from './observables.js';
import { sumOf, type Tally } from './tally.js';

/** Counts below this are so few that the blocks alone would promise too much of them. */
const fewCounts = 30;

/**
 * Returns the 95% interval of an observable, from a recording cut into blocks.
 *
 * Successive ticks and grace periods are correlated, so the interval comes from batch means: the spread of the ratio between
 * blocks that are long against a caller's cycle (ratio estimator, Student's t). Where events are few or all alike the blocks
 * say too little, and Wilson's interval of a share, or that of a Poisson count, widens it. Of what is no share, one count more
 * or less is always allowed: what belongs to an event may lie beyond the cut.
 *
 * @param blocks - of equal length, in their order
 */
export function batchInterval(blocks: readonly Tally[], observable: Observable): Interval {
  const whole = sumOf(blocks);
  const count = observable.count(whole);
  const per = observable.per(whole);
  if (per === 0) return { low: -Infinity, high: Infinity };
  const ratio = count / per;
  const squares = blocks.reduce(
    (sum, block) => sum + (observable.count(block) - ratio * observable.per(block)) ** 2,
    0,
  );
  const n = blocks.length;
  const half = (tQuantile(0.975, n - 1) * Math.sqrt((squares * n) / (n - 1))) / per;
  if (observable.isShare) {
    return hull({ low: Math.max(0, ratio - half), high: Math.min(1, ratio + half) }, wilson(count, per));
  }
  const batch = { low: Math.max(0, ratio - half - 1 / per), high: ratio + half + 1 / per };
  return count < fewCounts ? hull(batch, poissonRate(count, per)) : batch;
}

function hull(a: Interval, b: Interval): Interval {
  return { low: Math.min(a.low, b.low), high: Math.max(a.high, b.high) };
}

/** The square root of a Poisson count has a standard deviation of a half, whatever its mean. */
function poissonRate(count: number, per: number): Interval {
  const low = Math.max(0, Math.sqrt(count) - z95 / 2) ** 2;
  const high = (Math.sqrt(count + 1) + z95 / 2) ** 2;
  return { low: count === 0 ? 0 : low / per, high: high / per };
}
