import type { TracedGracePeriod } from '../timeline/grace-periods.js';
import type { DelayedGracePeriods } from './counterfactual-result.js';
import type { EqsTimes } from './eqs-times.js';

/** What decides when a CPU is found quiescent that doesn't report by itself. */
export interface ScanTiming {
  /** Ticks a second. */
  readonly hz: number;
  /** CPUs of the machine. */
  readonly cpus: number;
}

/**
 * Returns until when at most a grace period would have lasted if a CPU had left it to the scans [ns]: the first scan
 * credits the CPU if it is in an extended quiescent state all the time in which that scan can come, a later one if the CPU
 * was in one since the first. A second after its start the tick wakes rcuc whatever the policy.
 */
export function latestEndNs(startNs: number, eqs: EqsTimes, { hz, cpus }: ScanTiming): number {
  const jiffyNs = 1e9 / hz;
  const delay = 1 + Number(hz > 250) + Number(hz > 500) + Math.floor(cpus / 256);
  const earliest = (scan: number): number => startNs + scan * delay * jiffyNs;
  const latest = (scan: number): number => startNs + scan * (delay + 1) * jiffyNs;
  const oneSecondRule = startNs + (hz + 3) * jiffyNs;
  const throughout = eqs.firstInsideNs(earliest(1)) === earliest(1) && eqs.nextEntryNs(earliest(1)) > latest(1);
  if (throughout && eqs.firstInsideNs(latest(1)) === latest(1)) return latest(1);
  const quietNs = eqs.firstInsideNs(latest(1));
  const scan = Math.max(2, Math.ceil((quietNs - startNs) / (delay * jiffyNs)));
  return Math.min(oneSecondRule, scan < hz ? latest(scan) : oneSecondRule);
}

/** Returns what it costs the given grace periods to wait for the scans instead of a CPU's own report. */
export function delayedGracePeriods(
  skipped: readonly TracedGracePeriod[],
  eqs: EqsTimes,
  timing: ScanTiming,
): DelayedGracePeriods {
  let delayed = 0;
  let addedAtMostNs = 0;
  let longestAddedNs = 0;
  for (const { startNs, endNs } of skipped) {
    const addedNs = Math.round(latestEndNs(startNs, eqs, timing) - endNs);
    if (addedNs <= 0) continue;
    delayed++;
    addedAtMostNs += addedNs;
    longestAddedNs = Math.max(longestAddedNs, addedNs);
  }
  return { delayed, addedAtMostNs, longestAddedNs };
}
