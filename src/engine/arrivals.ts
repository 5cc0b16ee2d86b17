import { drawUniform, exponential, streamKey, type StreamKey } from '../random/index.js';

/**
 * The instants of one exogenous process, generated once for all policies and addressed by index: what happens at arrival
 * `i` is drawn from (key, i), whoever looks at it and whenever.
 */
export interface Arrivals {
  readonly key: StreamKey;
  /** Mean distance of two arrivals [ns]; Infinity: none ever. */
  readonly meanNs: number;
  readonly periodic: boolean;
  /** Index of `times[0]`. */
  base: number;
  times: number[];
}

/** The draw that spaces arrivals; lanes from 1 on belong to what happens at an arrival. */
const spacingLane = 0;

/**
 * Returns a process without arrivals yet.
 *
 * @param name - names the random stream
 * @param ratePerSec - mean rate [1/s]; 0: no arrivals
 * @param periodic - equal distances with a random phase, instead of a Poisson process
 */
export function createArrivals(seed: number, name: string, ratePerSec: number, periodic = false): Arrivals {
  const meanNs = ratePerSec > 0 ? 1_000_000_000 / ratePerSec : Infinity;
  return { key: streamKey(seed, name), meanNs, periodic, base: 0, times: [] };
}

/** Generates arrivals until at least one lies beyond `untilNs`, so that the next one is always known. */
export function extendArrivals(arrivals: Arrivals, untilNs: number): void {
  const { key, meanNs, periodic, times } = arrivals;
  if (meanNs === Infinity) return;
  let last = times.at(-1) ?? -1;
  while (last <= untilNs) {
    const index = arrivals.base + times.length;
    if (periodic) last = Math.floor((drawUniform(key, 0, spacingLane) + index) * meanNs);
    else last = Math.max(0, last) + exponential(drawUniform(key, index, spacingLane), meanNs);
    times.push(last);
  }
}

/** Forgets arrivals before `beforeNs`, except the last one known. */
export function discardArrivals(arrivals: Arrivals, beforeNs: number): void {
  const { times } = arrivals;
  let passed = 0;
  while (passed < times.length - 1 && times[passed]! < beforeNs) passed++;
  if (passed === 0) return;
  times.splice(0, passed);
  arrivals.base += passed;
}

/** Returns the time of arrival `index` [ns]; Infinity where the process has no arrivals. */
export function arrivalTime(arrivals: Arrivals, index: number): number {
  return arrivals.meanNs === Infinity ? Infinity : (arrivals.times[index - arrivals.base] ?? Infinity);
}
