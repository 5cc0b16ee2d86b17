/**
 * `qs-on-guest-exit` (P10): note a quiescent state at guest exit, as was merged.
 *
 * - Author, date: Leonardo Bras, posted 2024-05-10, in Linux 6.11 as commit 593377036e50.
 * - Source: commit-593377036e50.
 * - Condition: the tick's rule is mainline's. The guest-exit path (E8) notes a quiescent state where context tracking is
 *   not active, as the guest-entry path did before.
 * - Side state: none of its own; the note clears the CPU's "no quiescent state yet" mark.
 * - False positives: none.
 * - False negatives: those of mainline. On a nohz_full CPU context tracking is active, so the note never runs there; and
 *   elsewhere a noted quiescent state still has to be reported by RCU core on the same CPU, which the tick must wake.
 * - What recorded kernels show: no call on nohz_full CPUs; without nohz_full two notes a VM entry instead of one, and no
 *   fewer rcuc wake-ups.
 */
import type { Policy } from './policy.js';

/** P10: mainline, and a quiescent state is noted at guest exit where context tracking is off. */
export const qsOnGuestExit: Policy = Object.freeze({
  id: 'qs-on-guest-exit',
  title: 'quiescent state noted at guest exit (as merged)',
  condition: 'skips as mainline does; a guest exit notes a quiescent state where context tracking is off',
  citation: { author: 'Leonardo Bras', date: '2024-05-10', source: 'commit-593377036e50' },
  create: (parameters) => ({
    skips: () => false,
    exitCostNs: parameters.quiescentStateNoteNs,
    onGuestExit: 'note-quiescent-state',
  }),
} satisfies Policy);
