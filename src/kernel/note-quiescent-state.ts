import type { ContextTracking } from './context-tracking.js';
import type { RcuData } from './rcu-data.js';

/** Notes a quiescent state on this CPU. Nothing global changes: only `rcuCore` on this CPU reports it (`rcu_qs()`). */
export function rcuQs(rdp: RcuData): void {
  rdp.cpuNoQs = false;
}

/**
 * Notes the quiescent state of a context switch; guest entry does the same where contexts are not tracked. Without
 * PREEMPT_RCU an urgent request is also served: if a heavy one is wanted, with a momentary extended quiescent state, which
 * the grace-period kthread sees from afar.
 *
 * @see `rcu_note_context_switch()`, kernel/rcu/tree_plugin.h; `guest_context_enter_irqoff()`, include/linux/kvm_host.h
 */
export function rcuNoteContextSwitch(rdp: RcuData, ct: ContextTracking, preemptRcu: boolean): void {
  rcuQs(rdp);
  if (preemptRcu || !rdp.urgentQs) return;
  rdp.urgentQs = false;
  if (rdp.needHeavyQs) rcuMomentaryEqs(rdp, ct);
}

/** Serves an urgent request where long kernel work passes `cond_resched()` without PREEMPT_RCU (`rcu_all_qs()`). */
export function rcuAllQs(rdp: RcuData, ct: ContextTracking): void {
  if (rdp.urgentQs) rcuNoteContextSwitch(rdp, ct, false);
}

/** Passes through an extended quiescent state (`rcu_momentary_eqs()`). */
function rcuMomentaryEqs(rdp: RcuData, ct: ContextTracking): void {
  rdp.needHeavyQs = false;
  ct.eqsCount += 2;
}
