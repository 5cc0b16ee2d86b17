/**
 * `patience-qs` (P12): both merged changes, which is Linux 6.12 booted with a patience.
 *
 * - Author, date: Paul E. McKenney (patience, 2024-05-08) and Leonardo Bras (quiescent state at guest exit, 2024-05-10).
 *   Leonardo argued that the two together do what his last-guest-exit did.
 * - Source: commit-68d124b09999, and commit-593377036e50 for the second half.
 * - Condition: a grace period is in progress and younger than the patience; besides, the guest-exit path notes a quiescent
 *   state where context tracking is not active.
 * - Side state: none of its own.
 * - False positives: those of `patience`.
 * - False negatives: those of `patience`. Unlike under last-guest-exit, a tick while RCU is idle still wakes rcuc once for
 *   the grace period that ended.
 * - What recorded kernels show: on nohz_full CPUs the guest-exit note never ran, so that this equals `patience` there.
 */
import { youngGracePeriod } from './patience.js';
import type { Policy } from './policy.js';

/** P12: P10 and P11 together. */
export const patienceQs: Policy = Object.freeze({
  id: 'patience-qs',
  title: 'patience and quiescent state at exit (Linux 6.12)',
  condition:
    'skips while a grace period is in progress and younger than the patience delay; a guest exit notes a quiescent state where context tracking is off',
  citation: { author: 'Paul E. McKenney, Leonardo Bras', date: '2024-05-10', source: 'commit-68d124b09999' },
  create: (parameters) => ({
    skips: youngGracePeriod(parameters),
    exitCostNs: parameters.quiescentStateNoteNs,
    onGuestExit: 'note-quiescent-state',
  }),
} satisfies Policy);
