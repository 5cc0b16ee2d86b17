/**
 * `pf-vcpu` (P7b): the tick looks at the task flag that guest time accounting sets already.
 *
 * - Author, date: Sean Christopherson, 2024-05-07, a quick sketch for discussion.
 * - Source: sean-2024-05-07-pf-vcpu.
 * - Condition: the current task has `PF_VCPU`, which it has from just before guest entry (E6) until just after the
 *   interrupt window behind an exit (E11).
 * - Side state: none of its own; the flag is per task and exists. What is added is a rule for code: nobody reads under RCU
 *   with the flag set and interrupts on.
 * - False positives: a CPU that won't enter again because of a signal or a pending reschedule.
 * - False negatives: the exit handler (E12), halt polling (E14), before `vcpu_load()` (E1), around idle (E15c, E15e), on the
 *   way to userspace (E17). SVM is served like VMX, for its interrupt window lies inside.
 * - What recorded kernels show: ticks that interrupted the guest don't wake rcuc; one in a window outside wakes it with
 *   probability 0.9-1.0, against 0.32 in mainline.
 */
import type { Policy } from './policy.js';

/** P7b: skips while the current task has `PF_VCPU`. */
export const pfVcpu: Policy = Object.freeze({
  id: 'pf-vcpu',
  title: 'PF_VCPU check',
  condition: 'skips while the current task is marked as running a guest, up to just behind the exit',
  citation: { author: 'Sean Christopherson', date: '2024-05-07', source: 'sean-2024-05-07-pf-vcpu' },
  create: () => ({ skips: (tick) => tick.pfVcpu, exitCostNs: 0 }),
} satisfies Policy);
