/**
 * `patience-gapless` (P13): patience without its gap; hypothetical, to weigh what the gap costs.
 *
 * - Author, date: Quiescent; nobody proposed it.
 * - Source: semantics-derived.
 * - Condition: no grace period is in progress, or the one in progress is younger than the patience. A patience of 0 leaves
 *   the first half.
 * - Side state: none.
 * - False positives: those of `patience`. Skipping while RCU is idle delays no grace period; what the CPU does not learn
 *   now it learns with the next one.
 * - False negatives: a grace period older than the patience, or than a second, whichever comes first.
 * - What recorded kernels show: with the tick kept running for 4,117 ticks, not one wake-up, where plain patience still had one
 *   a grace period; with kernel work of 1.15 s, grace periods of 1000-1002 jiffies, like plain patience.
 */
import { youngGracePeriod } from './patience.js';
import type { Policy } from './policy.js';

/** P13: P11, which also skips while no grace period is in progress. */
export const patienceGapless: Policy = Object.freeze({
  id: 'patience-gapless',
  title: 'patience without the gap (hypothetical)',
  condition: 'skips while no grace period is in progress, or the one in progress is younger than the patience delay',
  citation: { author: 'Quiescent', date: '2026-11-23', source: 'semantics-derived' },
  create(parameters) {
    const young = youngGracePeriod(parameters);
    return { skips: (tick) => !tick.gpInProgress || young(tick), exitCostNs: 0 };
  },
} satisfies Policy);
