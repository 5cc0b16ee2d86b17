/** The grace-period kthread on the housekeeping CPU, and who waits for it. */
export interface GracePeriod {
  phase: 'idle' | 'init' | 'wait' | 'cleanup';
  startNs: number;
  firstScanDone: boolean;
  /** When the slowest busy CPU that is not modelled reports by itself [ns]. */
  othersBusyUntilNs: number;
  /** When the housekeeping CPU gets to what the last end brings up, where it acts at its ticks [ns]. */
  endNoticedNs: number;
  /** Callers return then. */
  endHasCallers: boolean;
  /** Some CPU that is not modelled is idle: only a scan credits it. */
  othersIdle: boolean;
  /** Readers that were switched out and that the grace period waits for. */
  blockers: number;
  /** Arrival times of the callers that the running grace period serves, and how many each. */
  served: number[];
  /** The same for callers that must wait for the next one. */
  waiting: number[];
  /** A grace period is wanted without a caller (own callbacks). */
  wanted: boolean;
}

/** An expedited grace period (not on PREEMPT_RT). */
export interface ExpeditedGracePeriod {
  startNs: number;
  /** Bit set over modelled CPUs that have not reported. */
  awaited: number;
  queued: number;
  /** When the CPUs that are not modelled will have answered [ns]. */
  othersUntilNs: number;
  /** When it began [jiffies]. */
  startJiffies: number;
  /** Tick dependency on holdouts has been set. */
  escalated: boolean;
}

/** Returns the kthread with nothing to do. */
export function createGracePeriod(): GracePeriod {
  return {
    phase: 'idle',
    startNs: 0,
    firstScanDone: false,
    othersBusyUntilNs: 0,
    endNoticedNs: -1,
    endHasCallers: false,
    othersIdle: false,
    blockers: 0,
    served: [],
    waiting: [],
    wanted: false,
  };
}

/** Returns no expedited grace period. */
export function createExpeditedGracePeriod(): ExpeditedGracePeriod {
  return { startNs: -1, awaited: 0, queued: 0, othersUntilNs: 0, startJiffies: 0, escalated: false };
}
