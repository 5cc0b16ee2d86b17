import { medianOf } from './measured-quantiles.js';

/** Fewer stays than this are no distribution. */
export const fewestStays = 20;
/** The longest cost that a scenario holds [ns]. */
const longestCostNs = 1e7;
/** The least time that is told [us]. */
const leastUs = 0.1;

/** Returns lengths in microseconds, to five digits; without those of which a trace has lost an end. */
export function lengthsUs(valuesNs: readonly number[]): number[] {
  return whole(valuesNs).map((ns) => Math.max(leastUs, Number((ns / 1000).toPrecision(5))));
}

function whole(valuesNs: readonly number[]): number[] {
  return valuesNs.filter((ns) => Number.isFinite(ns));
}

/** Returns how often something happens, or how large its share is, to five digits; 0 of nothing. */
export function rateOf(count: number, per: number): number {
  return per > 0 ? Number((count / per).toPrecision(5)) : 0;
}

/** Returns the median as a cost of the scenario [ns]; 0 of nothing. */
export function costOf(valuesNs: readonly number[]): number {
  const median = medianOf(whole(valuesNs));
  return median > 0 ? Math.round(Math.min(longestCostNs, median)) : 0;
}
