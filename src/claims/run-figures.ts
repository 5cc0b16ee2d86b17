import type { Window } from '../kernel/cpu-state.js';
import { valueAtQuantile } from '../record/histogram-queries.js';
import type { Observation } from './observation.js';

/** Returns how often a tick woke rcuc [/s]. */
export function wakesPerSec({ record, seconds }: Observation): number {
  return record.wakes / seconds;
}

/** Returns a function that gives how many ticks in a window woke rcuc. */
export function wakesIn(window: Window): (run: Observation) => number {
  return ({ record }) => record.wakesByWindow[window];
}

/** Returns the average length of a grace period [ms]. */
export function averageGpMs({ record }: Observation): number {
  return record.gracePeriods.sum / record.gracePeriods.total / 1e6;
}

/** Returns the length that 99 in 100 grace periods do not exceed [ms]. */
export function p99GpMs({ record }: Observation): number {
  return valueAtQuantile(record.gracePeriods, 0.99) / 1e6;
}

/** Returns the length of the longest grace period [ms]. */
export function longestGpMs({ record }: Observation): number {
  return record.gracePeriods.max / 1e6;
}

/** Returns the length of the longest false positive [ms]. */
export function longestFalsePositiveMs({ record }: Observation): number {
  return record.falsePositives.maxNs / 1e6;
}

/** Returns for how long RCU was kept waiting by skips that no extended quiescent state soon followed [ms]. */
export function skippedWronglyMs({ record }: Observation): number {
  return record.falsePositives.totalNs / 1e6;
}

/** Returns how often rcuc was woken although an extended quiescent state was near. */
export function needlessWakes({ record }: Observation): number {
  return record.falseNegatives.count;
}
