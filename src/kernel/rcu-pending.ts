import { gpInProgress, type RcuData, type RcuNode, type RcuState } from './rcu-data.js';

/**
 * Why `rcuPending` says yes, in the order in which the kernel asks (Linux 6.12, kernel/rcu/tree.c, `rcu_pending()`):
 * the deferred wake-up of rcuog (D), a noted quiescent state to report (Q1), callbacks ready (Q2), callbacks that need a
 * grace period (Q3), a grace period that started or ended unnoticed (Q4). `nothing` and `skipped` mean no.
 */
export type PendingReason =
  | 'nothing'
  | 'skipped'
  | 'deferred-wakeup'
  | 'report-quiescent-state'
  | 'callbacks-ready'
  | 'need-grace-period'
  | 'grace-period-changed';

/**
 * Returns whether RCU leaves a nohz_full CPU alone: no grace period in progress, or one younger than a second.
 *
 * @param jiffies - as this CPU reads it [jiffies]
 * @param hz - ticks a second [100..1000]
 * @see `rcu_nohz_full_cpu()`, kernel/rcu/tree_plugin.h
 */
export function rcuNohzFullCpu(nohzFull: boolean, state: RcuState, jiffies: number, hz: number): boolean {
  return nohzFull && (!gpInProgress(state.gpSeq) || jiffies < state.gpStart + hz);
}

/**
 * Returns whether, and why, this CPU's tick invokes RCU core.
 *
 * @param skip - `S && H`: the policy asks to skip and `rcuNohzFullCpu` allows it; a deferred wake-up precedes every skip
 * @see `rcu_pending()`, kernel/rcu/tree.c; the same function replays recorded ticks
 */
export function rcuPending(state: RcuState, rnp: RcuNode, rdp: RcuData, skip: boolean): PendingReason {
  if (rdp.nocbDeferWakeup) return 'deferred-wakeup';
  const reason = coreReason(state, rnp, rdp);
  return skip && reason !== 'nothing' ? 'skipped' : reason;
}

function coreReason(state: RcuState, rnp: RcuNode, rdp: RcuData): PendingReason {
  const inProgress = gpInProgress(state.gpSeq);
  if (rdp.coreNeedsQs && !rdp.cpuNoQs && inProgress) return 'report-quiescent-state';
  if (!rdp.offloaded && rdp.callbacksReady) return 'callbacks-ready';
  if (!rdp.offloaded && !inProgress && rdp.callbacksUnassigned) return 'need-grace-period';
  if (rnp.gpSeq !== rdp.gpSeq || rdp.gpWrap) return 'grace-period-changed';
  return 'nothing';
}

/** Returns whether the reason makes the tick invoke RCU core. */
export function isPending(reason: PendingReason): boolean {
  return reason !== 'nothing' && reason !== 'skipped';
}
