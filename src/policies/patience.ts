/**
 * `patience` (P11): RCU waits a while before it disturbs a nohz_full CPU, as was merged.
 *
 * - Author, date: Paul E. McKenney, 2024-05-08, with a comparison mended by Leonardo Bras a day later; in Linux 6.11 as
 *   commit 68d124b09999, boot parameter `rcutree.nohz_full_patience_delay` (0..5000 ms, 0 by default).
 * - Source: commit-68d124b09999.
 * - Condition: a grace period is in progress and younger than the patience.
 * - Side state: none.
 * - False positives: any kernel-context tick on a nohz_full CPU while the grace period is young.
 * - False negatives: any tick with no grace period in progress that finds the end of the last one unnoticed; a grace period
 *   older than the patience, or than a second, whichever comes first: the one-second rule still has to agree, so that more
 *   than 1000 ms changes nothing.
 * - What recorded kernels show: of up to three wake-ups a grace period the one at the first tick after its end is left (65%
 *   of the run loop's ticks to 22% at 1000 ms). A patience no longer than a grace period saves next to nothing: 5 ms at
 *   HZ=100. Kernel work of 1.15 s: grace periods of 1000-1002 jiffies at 1000 ms, of 6-7 at 5 ms.
 *
 * The parameter's documentation says that it is rounded down to jiffies; the conversion rounds up.
 */
import { msecsToJiffies } from '../kernel/jiffies.js';
import type { Policy, PolicyParameters, TickView } from './policy.js';

/** Returns the predicate "a grace period is in progress and younger than the patience". */
export function youngGracePeriod(parameters: PolicyParameters): (tick: TickView) => boolean {
  const patience = msecsToJiffies(parameters.patienceMs, parameters.hz);
  return (tick) => tick.gpInProgress && tick.jiffies - tick.gpStart < patience;
}

/** P11: skips while the grace period in progress is younger than the patience. */
export const patience: Policy = Object.freeze({
  id: 'patience',
  title: 'patience (as merged)',
  condition: 'skips while a grace period is in progress and younger than the patience delay',
  citation: { author: 'Paul E. McKenney', date: '2024-05-08', source: 'commit-68d124b09999' },
  create: (parameters) => ({ skips: youngGracePeriod(parameters), exitCostNs: 0 }),
} satisfies Policy);
