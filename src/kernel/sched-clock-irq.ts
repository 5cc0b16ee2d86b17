import { rcuQs } from './note-quiescent-state.js';
import type { RcuData } from './rcu-data.js';

/** What the scheduling-clock interrupt interrupted. */
export interface TickContext {
  /** U: user mode, from the interrupted registers; never true for a tick that interrupted a guest on x86. */
  user: boolean;
  /** I: an extended quiescent state (idle, or not watched for another reason). */
  idle: boolean;
  /** Inside an RCU read-side critical section. */
  reader: boolean;
  /** `preempt_count` without the interrupt itself is zero: no preempt-disabled and no softirq-disabled region. */
  preemptible: boolean;
  /** An expedited grace period waits for a report that was put off (`rcu_preempt_need_deferred_qs()`). */
  deferredQs: boolean;
  /** The kernel has PREEMPT_RCU. */
  preemptRcu: boolean;
}

/**
 * Does the part of `rcu_sched_clock_irq()` that precedes `rcu_pending()`: counts the tick, turns a remote urgency into a
 * reschedule request, notes a quiescent state where the interrupted code allows it.
 *
 * @returns whether the tick asks the interrupted task to reschedule
 * @see `rcu_sched_clock_irq()`, kernel/rcu/tree.c, and `rcu_flavor_sched_clock_irq()`, kernel/rcu/tree_plugin.h
 */
export function beforeRcuPending(rdp: RcuData, context: TickContext): boolean {
  rdp.ticksThisGp++;
  let wantsResched = false;
  if (rdp.urgentQs) {
    wantsResched = !context.idle && !context.user;
    rdp.urgentQs = false;
  }
  if (tickNotesQuiescentState(context)) rcuQs(rdp);
  return wantsResched;
}

/**
 * Returns whether the tick itself is proof of a quiescent state. With PREEMPT_RCU a deferred report comes first and leaves
 * it at that.
 */
export function tickNotesQuiescentState(context: TickContext): boolean {
  if (context.preemptRcu) return !context.reader && context.preemptible && !context.deferredQs;
  return context.user || context.idle;
}
