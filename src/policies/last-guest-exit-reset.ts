/**
 * `last-guest-exit-reset` (P2): RFC v1, and the exit is forgotten whenever a vCPU is loaded or put.
 *
 * - Author, date: Marcelo Tosatti, 2024-04-15, marked untested; answers Sean Christopherson's list of false positives of
 *   2024-04-08.
 * - Source: marcelo-2024-04-15-zeroing.
 * - Condition: that of `last-guest-exit`; a zeroed value means never.
 * - Side state: the same jiffies value per pCPU, and zeroed at the top of `vcpu_load()` (E2) and in `vcpu_put()` (E16),
 *   whichever ioctl it is.
 * - False positives: preemption, HLT and migration while the vCPU stays loaded, for none of them passes `vcpu_put()`.
 * - False negatives: from the start of an ioctl to its first guest exit (E1-E6), and on the way to userspace (E17).
 * - What recorded kernels show: with kernel work of 1.15 s outside KVM_RUN, grace periods of 2 jiffies as in mainline,
 *   not 1000 as under RFC v1; a tick in a window left unprotected wakes rcuc with probability 0.9-1.0, against 0.32 in
 *   mainline, because a CPU that skips always has a stale sequence number.
 */
import { createLastGuestExit } from './last-guest-exit.js';
import type { Policy } from './policy.js';

/** P2: P1, zeroed in `vcpu_load()` and `vcpu_put()`. */
export const lastGuestExitReset: Policy = Object.freeze({
  id: 'last-guest-exit-reset',
  title: 'last guest exit, zeroed at load and put',
  condition: 'skips while the last guest exit since this CPU last loaded or put a vCPU is younger than the window',
  citation: { author: 'Marcelo Tosatti', date: '2024-04-15', source: 'marcelo-2024-04-15-zeroing' },
  create: (parameters, cpus) => createLastGuestExit(parameters, cpus, { loadAndPut: true, schedOut: false }),
} satisfies Policy);
