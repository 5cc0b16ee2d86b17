import type { ContextTracking } from './context-tracking.js';
import type { RcuData } from './rcu-data.js';

/** The delays of the force-quiescent-state machinery, all in jiffies. */
export interface FqsDelays {
  /** `jiffies_till_first_fqs`. */
  readonly first: number;
  /** `jiffies_till_next_fqs`. */
  readonly next: number;
  /** `jiffies_to_sched_qs`: age at which a CPU that still owes a quiescent state is urged. */
  readonly schedQs: number;
}

/**
 * Returns the delays as the kernel computes them from HZ and the number of CPUs, or as the user tuned them.
 *
 * @param hz - ticks a second
 * @param cpus - `nr_cpu_ids`
 * @param first - `rcutree.jiffies_till_first_fqs` [jiffies]; null: computed
 * @param next - `rcutree.jiffies_till_next_fqs` [jiffies]; null: computed
 * @see `rcu_init_geometry()` and `adjust_jiffies_till_sched_qs()`, kernel/rcu/tree.c
 */
export function fqsDelays(hz: number, cpus: number, first: number | null, next: number | null): FqsDelays {
  const perCpus = Math.floor(cpus / 256);
  const computed = 1 + (hz > 250 ? 1 : 0) + (hz > 500 ? 1 : 0) + perCpus;
  const firstDelay = Math.min(first ?? computed, hz);
  const nextDelay = Math.max(1, Math.min(next ?? computed, hz));
  return {
    first: firstDelay,
    next: nextDelay,
    schedQs: Math.max(firstDelay + 2 * nextDelay, Math.floor(hz / 10) + perCpus),
  };
}

/**
 * First scan of a grace period for one CPU: stores a snapshot of its context-tracking counter.
 *
 * @returns whether the CPU is in an extended quiescent state and thus credited
 * @see `rcu_watching_snap_save()`, kernel/rcu/tree.c
 */
export function snapSave(rdp: RcuData, ct: ContextTracking): boolean {
  rdp.watchingSnap = ct.eqsCount;
  return ct.inEqs;
}

/** What the scan of one CPU led to. */
export type FqsVerdict = 'credited' | 'waiting' | 'resched';

/** The facts about the grace period that a scan compares with. */
export interface FqsScan {
  /** Jiffies as the grace-period kthread reads them. */
  readonly jiffies: number;
  /** `rcu_state.gp_start` [jiffies]. */
  readonly gpStart: number;
  /** `rcu_state.jiffies_resched`: half of the stall timeout after the start [jiffies]. */
  readonly reschedAt: number;
  readonly delays: FqsDelays;
  /** The CPU is nohz_full. */
  readonly nohzFull: boolean;
}

/**
 * Later scans: credits a CPU that is, or since the snapshot was, in an extended quiescent state; urges one that was not.
 *
 * @returns `resched` where the CPU is to get a reschedule interrupt
 * @see `rcu_watching_snap_recheck()`, kernel/rcu/tree.c
 */
export function snapRecheck(rdp: RcuData, ct: ContextTracking, scan: FqsScan): FqsVerdict {
  if (ct.inEqs || ct.eqsCount !== rdp.watchingSnap) return 'credited';
  const { jiffies, gpStart, reschedAt, delays } = scan;
  if (!rdp.needHeavyQs && (jiffies > gpStart + 2 * delays.schedQs || jiffies > reschedAt)) {
    rdp.needHeavyQs = true;
    rdp.urgentQs = true;
  } else if (jiffies > gpStart + delays.schedQs) {
    rdp.urgentQs = true;
  }
  let verdict: FqsVerdict = 'waiting';
  if (scan.nohzFull && jiffies > rdp.lastFqsResched + 3 * delays.schedQs) {
    rdp.urgentQs = true;
    rdp.lastFqsResched = jiffies;
    verdict = 'resched';
  }
  if (jiffies > reschedAt && jiffies > rdp.lastFqsResched + delays.schedQs) {
    rdp.lastFqsResched = jiffies;
    verdict = 'resched';
  }
  return verdict;
}
