import { medianOf } from './measured-quantiles.js';

/** Fewer stays than this are no distribution. */
export const fewestStays = 20;
/** The longest cost that a scenario holds [ns]. */
const longestCostNs = 1e7;
/** The least time that is told [us]. */
const leastUs = 0.1;

/** Returns a length in microseconds, to five digits. */
export function usOf(ns: number): number {
  return Math.max(leastUs, Number((ns / 1000).toPrecision(5)));
}

/** Returns how often something happens, or how large its share is, to five digits; 0 of nothing. */
export function rateOf(count: number, per: number): number {
  return per > 0 ? Number((count / per).toPrecision(5)) : 0;
}

/** Returns the median as a cost of the scenario [ns]; 0 of nothing. */
export function costOf(valuesNs: readonly number[]): number {
  const median = medianOf(valuesNs);
  return median > 0 ? Math.round(Math.min(longestCostNs, median)) : 0;
}
