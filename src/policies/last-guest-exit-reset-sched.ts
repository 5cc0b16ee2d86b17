/**
 * `last-guest-exit-reset-sched` (P3): as P2, and the exit is forgotten when the loaded vCPU is switched out.
 *
 * - Author, date: pointed out by Sean Christopherson on 2024-04-15 as what P2 lacks; Marcelo Tosatti agreed a day later.
 *   Nobody posted it as code; the form here is derived from their words.
 * - Source: semantics-derived.
 * - Condition: that of `last-guest-exit`.
 * - Side state: the jiffies value per pCPU, zeroed in `vcpu_load()`, `vcpu_put()` and `kvm_sched_out()` (E15b).
 * - False positives: hardly any but long exit handlers that never sleep (E12).
 * - False negatives: after the vCPU is switched in, until its next guest exit; just before idle (E15c); on the way to
 *   userspace (E17). Sean's remark of 2024-04-17: the snapshot then has the very race that was held against the flag.
 * - What recorded kernels show: as with P2, a tick in one of those windows wakes rcuc with probability 0.9-1.0.
 */
import { createLastGuestExit } from './last-guest-exit.js';
import type { Policy } from './policy.js';

/** P3: P2, zeroed in `kvm_sched_out()` too. */
export const lastGuestExitResetSched: Policy = Object.freeze({
  id: 'last-guest-exit-reset-sched',
  title: 'last guest exit, zeroed at load, put and sched-out',
  condition:
    'skips while the last guest exit since this CPU last loaded, put or switched out a vCPU is younger than the window',
  citation: { author: 'Sean Christopherson', date: '2024-04-15', source: 'semantics-derived' },
  create: (parameters, cpus) => createLastGuestExit(parameters, cpus, { loadAndPut: true, schedOut: true }),
} satisfies Policy);
