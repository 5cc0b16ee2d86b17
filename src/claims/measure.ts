import { meanOf, pairedDifference, tQuantile, varianceOf, wilson } from '../stats/index.js';
import type { Observation } from './observation.js';

/** A measured number with its 95% interval. */
export interface Measure {
  readonly what: string;
  /** `share`: of 1; `''`: a plain count. */
  readonly unit: string;
  /** Null where there was nothing to measure. */
  readonly value: number | null;
  readonly low: number;
  readonly high: number;
  /** Runs, or chances, that it rests on. */
  readonly n: number;
}

/** An answer, or null where the interval leaves it open. */
export type Answer = boolean | null;

/** Upper 95% bound of the mean of a Poisson count that was never seen to be more than zero, two-sided: -ln 0.025. */
const neverSeen = 3.689;

/** Returns the mean over the runs of one number each, with Student's interval. */
export function mean(
  what: string,
  unit: string,
  runs: readonly Observation[],
  of: (run: Observation) => number,
): Measure {
  return meanOfValues(what, unit, runs.map(of));
}

/** Returns the mean of one value a run, with Student's interval. */
export function meanOfValues(what: string, unit: string, values: readonly number[]): Measure {
  const n = values.length;
  if (n === 0) return { what, unit, value: null, low: 0, high: 0, n };
  const value = meanOf(values);
  const half = n > 1 ? tQuantile(0.975, n - 1) * Math.sqrt(varianceOf(values) / n) : 0;
  return { what, unit, value, low: value - half, high: value + half, n };
}

/** Returns how often something happened a second; what never happened has a bound all the same. */
export function rate(what: string, runs: readonly Observation[], of: (run: Observation) => number): Measure {
  const found = mean(what, '/s', runs, (run) => of(run) / run.seconds);
  const seconds = runs.reduce((sum, run) => sum + run.seconds, 0);
  if (found.value === 0) return { ...found, high: neverSeen / seconds };
  return { ...found, low: Math.max(0, found.low) };
}

/** Returns the mean difference between two policies in the same worlds, second minus first. */
export function difference(
  what: string,
  unit: string,
  first: readonly Observation[],
  second: readonly Observation[],
  of: (run: Observation) => number,
): Measure {
  const { mean: value, low, high, n } = pairedDifference(first.map(of), second.map(of));
  return { what, unit, value, low, high, n };
}

/** Returns a share with Wilson's interval. */
export function share(what: string, successes: number, n: number): Measure {
  if (n === 0) return { what, unit: 'share', value: null, low: 0, high: 1, n };
  return { what, unit: 'share', value: successes / n, ...wilson(successes, n), n };
}

/** Returns a number that is what it is, without chance in it. */
export function fact(what: string, unit: string, value: number, n = 1): Measure {
  return { what, unit, value, low: value, high: value, n };
}

/** Is it at most the limit? */
export function atMost({ value, low, high }: Measure, limit: number): Answer {
  if (value === null) return null;
  return high <= limit ? true : low > limit ? false : null;
}

/** Is it at least the limit? */
export function atLeast({ value, low, high }: Measure, limit: number): Answer {
  if (value === null) return null;
  return low >= limit ? true : high < limit ? false : null;
}

/** Does it happen at all? Never in the whole time is no; that its interval reaches down to nothing leaves it open. */
export function occurs({ value, low }: Measure): Answer {
  if (value === null) return null;
  return value === 0 ? false : low > 0 ? true : null;
}

/** Does all of it hold? */
export function both(...answers: readonly Answer[]): Answer {
  if (answers.includes(false)) return false;
  return answers.includes(null) ? null : true;
}

/** Returns the sum of one number over all runs. */
export function total(runs: readonly Observation[], of: (run: Observation) => number): number {
  return runs.reduce((sum, run) => sum + of(run), 0);
}
