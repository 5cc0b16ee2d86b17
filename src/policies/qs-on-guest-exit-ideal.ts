/**
 * `qs-on-guest-exit-ideal` (P10i): what the merged patch was described to do, taken at its word.
 *
 * - Author, date: our idealisation of Leonardo Bras's description, 2024-05-10.
 * - Source: commit-593377036e50.
 * - Condition: the tick's rule is mainline's. The guest-exit path (E8) makes the CPU learn of the current grace period and
 *   reports its quiescent state, on every CPU, in no time.
 * - Side state: none of its own; the CPU's sequence number and its bit in the leaf node are brought up to date.
 * - False positives: none.
 * - False negatives: a grace period that starts or ends between the exit and the tick (Marcelo Tosatti, 2024-05-12), all
 *   windows of mainline included. Leonardo's own trial of 2024-05-07: the trouble became rarer and did not go away.
 * - What recorded kernels show: nothing, no kernel can do this.
 */
import type { Policy } from './policy.js';

/** P10i: mainline, and a guest exit notices and reports the current grace period. */
export const qsOnGuestExitIdeal: Policy = Object.freeze({
  id: 'qs-on-guest-exit-ideal',
  title: 'quiescent state reported at guest exit (ideal)',
  condition: 'skips as mainline does; a guest exit learns of the current grace period and reports it done',
  citation: { author: 'Leonardo Bras', date: '2024-05-10', source: 'commit-593377036e50' },
  create: (parameters) => ({
    skips: () => false,
    exitCostNs: parameters.quiescentStateNoteNs,
    onGuestExit: 'report-quiescent-state',
  }),
} satisfies Policy);
