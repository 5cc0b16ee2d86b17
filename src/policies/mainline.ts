/**
 * `mainline` (P0): the tick as it was when the discussion began, and as it still is while no patience is set.
 *
 * - Author, date: kernel/rcu/tree.c, `rcu_pending()`, Linux 6.12 (2024-11-17); the rule reads the same in 6.1.
 * - Source: kernel-6.12-rcu_pending.
 * - Condition: a nohz_full CPU skips RCU core work only if the tick interrupted user mode or an idle extended quiescent
 *   state. The engine applies that rule under every policy, so there is nothing left to ask here.
 * - Side state: none.
 * - False positives: none beyond that rule; `user` and idle say that the CPU *was* quiescent, and will be again on return.
 * - False negatives: every tick in kernel context that finds a stale sequence number or a quiescent state to report: just
 *   after a guest exit, in the exit handler, while halt polling, just before and after idle, on the way to userspace.
 * - What recorded kernels show: a vCPU's CPU whose tick runs pays up to three rcuc wake-ups a grace period (learn the
 *   start, report, learn the end: 406 of 427 at HZ=1000), and in return the grace period is over in two jiffies.
 */
import type { Policy } from './policy.js';

/** P0: no skip beyond user mode and idle. */
export const mainline: Policy = Object.freeze({
  id: 'mainline',
  title: 'mainline before the patches',
  condition: 'skips only ticks that interrupted user mode or an idle extended quiescent state',
  citation: { author: 'Linux', date: '2024-11-17', source: 'kernel-6.12-rcu_pending' },
  create: () => ({ skips: () => false, exitCostNs: 0 }),
} satisfies Policy);
