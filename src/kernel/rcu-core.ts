import {
  RCU_SEQ_STATE_MASK,
  RCU_SEQ_STEP,
  gpInProgress,
  type RcuData,
  type RcuNode,
  type RcuState,
} from './rcu-data.js';

/** What one run of `rcuCore` changed for others. */
export interface RcuCoreOutcome {
  /** The CPU learnt of a grace period that started or ended. */
  noticed: boolean;
  /** The CPU's bit in `qsmask` was cleared: the grace-period kthread may have to wake. */
  reported: boolean;
  /** Own callbacks (not offloaded) need another grace period. */
  needsGracePeriod: boolean;
}

/** Returns the idle sequence number at or below `seq`. */
function idleSeq(seq: number): number {
  return seq - (seq % RCU_SEQ_STEP);
}

/** Returns the sequence number at which a full grace period from now on will have ended (`rcu_seq_snap()`). */
export function seqSnap(seq: number): number {
  return idleSeq(seq + 2 * RCU_SEQ_STATE_MASK + 1);
}

/** Returns whether the leaf waits for a quiescent state of the CPU. */
export function awaited(rnp: RcuNode, cpu: number): boolean {
  return (rnp.qsmask & (1 << cpu)) !== 0;
}

/**
 * Lets a CPU learn of grace periods that started or ended since it last looked.
 *
 * @param jiffies - as the CPU reads them; become `lastFqsResched` when a new grace period is noticed
 * @returns whether anything was new
 * @see `__note_gp_changes()`, kernel/rcu/tree.c
 */
export function noteGpChanges(rnp: RcuNode, rdp: RcuData, jiffies: number): boolean {
  if (rdp.gpSeq === rnp.gpSeq && !rdp.gpWrap) return false;
  const isAwaited = awaited(rnp, rdp.cpu);
  const completed = rdp.gpSeq < idleSeq(rnp.gpSeq);
  if (completed || rdp.gpWrap) rdp.coreNeedsQs = false;
  else if (rdp.coreNeedsQs) rdp.coreNeedsQs = isAwaited;
  if (idleSeq(rdp.gpSeq + RCU_SEQ_STATE_MASK) < rnp.gpSeq || rdp.gpWrap) {
    rdp.cpuNoQs = isAwaited;
    rdp.coreNeedsQs = isAwaited;
    rdp.ticksThisGp = 0;
    rdp.lastFqsResched = jiffies;
  }
  rdp.gpSeq = rnp.gpSeq;
  rdp.gpWrap = false;
  advanceCallbacks(rdp, rnp.gpSeq);
  return true;
}

/** Callbacks whose grace period has ended become ready, those behind them move up (`rcu_segcblist_advance()`). */
function advanceCallbacks(rdp: RcuData, gpSeq: number): void {
  while (rdp.callbacksAwaitSeq > 0 && rdp.callbacksAwaitSeq <= idleSeq(gpSeq)) {
    rdp.callbacksReady = true;
    rdp.callbacksAwaitSeq = rdp.callbacksNextSeq;
    rdp.callbacksNextSeq = 0;
  }
}

/** Withdraws what FQS asked of a CPU once its quiescent state is known (`rcu_disable_urgency_upon_qs()`). */
export function disableUrgencyUponQs(rdp: RcuData): void {
  rdp.urgentQs = false;
  rdp.needHeavyQs = false;
  rdp.forcedTick = false;
}

/**
 * Clears the CPU's bit in the leaf: by the CPU itself or by FQS on its behalf.
 *
 * @returns whether the bit was set
 */
export function clearQsmask(rnp: RcuNode, rdp: RcuData): boolean {
  if (!awaited(rnp, rdp.cpu)) return false;
  rnp.qsmask &= ~(1 << rdp.cpu);
  disableUrgencyUponQs(rdp);
  return true;
}

/**
 * Runs RCU core on a CPU: notices grace periods, reports a noted quiescent state, handles own callbacks, flushes a deferred
 * wake-up of rcuog.
 *
 * A quiescent state that was noted before the CPU knew of the grace period does not count: it is discarded and awaited anew.
 *
 * @param jiffies - as the CPU reads them
 * @param leafLockBusy - another CPU holds the leaf's lock, which RCU core only tries: it learns nothing this time
 * @see `rcu_core()`, `rcu_check_quiescent_state()` and `rcu_report_qs_rdp()`, kernel/rcu/tree.c
 */
export function rcuCore(
  state: RcuState,
  rnp: RcuNode,
  rdp: RcuData,
  jiffies: number,
  leafLockBusy = false,
): RcuCoreOutcome {
  const noticed = !leafLockBusy && noteGpChanges(rnp, rdp, jiffies);
  const reported = checkQuiescentState(rnp, rdp);
  const accelerates = noticed || reported || !gpInProgress(state.gpSeq);
  const needsGracePeriod = accelerates && accelerateCallbacks(state, rdp);
  rdp.callbacksReady = false;
  rdp.nocbDeferWakeup = false;
  return { noticed, reported, needsGracePeriod };
}

function checkQuiescentState(rnp: RcuNode, rdp: RcuData): boolean {
  if (!rdp.coreNeedsQs || rdp.cpuNoQs) return false;
  if (rdp.gpSeq !== rnp.gpSeq || rdp.gpWrap) {
    rdp.cpuNoQs = true;
    return false;
  }
  rdp.coreNeedsQs = false;
  return clearQsmask(rnp, rdp);
}

/**
 * Assigns new callbacks the grace period that will serve them, if a segment is free for them or waits for the same one.
 *
 * @see `rcu_accelerate_cbs()`, kernel/rcu/tree.c, and `rcu_segcblist_accelerate()`, kernel/rcu/rcu_segcblist.c
 */
function accelerateCallbacks(state: RcuState, rdp: RcuData): boolean {
  if (rdp.offloaded || !rdp.callbacksUnassigned) return false;
  const seq = seqSnap(state.gpSeq);
  if (rdp.callbacksNextSeq > 0 && rdp.callbacksNextSeq < seq) return false;
  if (rdp.callbacksAwaitSeq === 0) rdp.callbacksAwaitSeq = seq;
  else if (rdp.callbacksAwaitSeq < seq) rdp.callbacksNextSeq = seq;
  rdp.callbacksUnassigned = false;
  return true;
}

/**
 * Treats the CPU as having noticed and reported the current grace period: what the guest-exit note would do if it worked
 * as described (policy `qs-on-guest-exit-ideal`).
 *
 * @returns whether the CPU's bit was set
 */
export function reportWithoutCore(rnp: RcuNode, rdp: RcuData, jiffies: number): boolean {
  noteGpChanges(rnp, rdp, jiffies);
  rdp.cpuNoQs = false;
  rdp.coreNeedsQs = false;
  return clearQsmask(rnp, rdp);
}
