/**
 * `oracle`: knows the future; a bound for teaching, not a proposal.
 *
 * - Author, date: Quiescent; nobody proposed it and nobody could build it.
 * - Source: semantics-derived.
 * - Condition: if nothing else happens, this CPU reaches its next extended quiescent state in less than a second. A second
 *   is the discussion's own bound for how long RCU may be kept waiting, so the one-second rule about the grace period's
 *   age is left out here: the oracle counts forward instead of back.
 * - Side state: none.
 * - False positives: measured against a shorter "soon", those that lie between it and a second.
 * - False negatives: none within its horizon of one second.
 * - What recorded kernels show: nothing; the future is not in a recording.
 */
import type { Policy } from './policy.js';

const horizonNs = 1_000_000_000;

/** Skips if this CPU's next extended quiescent state is less than a second away. */
export const oracle: Policy = Object.freeze({
  id: 'oracle',
  title: 'oracle (knows the future)',
  condition: 'skips if this CPU will reach an extended quiescent state in less than a second',
  citation: { author: 'Quiescent', date: '2026-11-23', source: 'semantics-derived' },
  create: () => ({ skips: (tick) => tick.nextEqsNs < horizonNs, exitCostNs: 0, ignoresOneSecondRule: true }),
} satisfies Policy);
