/**
 * `run-loop-flag-sched` (P5): the run-loop flag, and it follows the vCPU's task through the scheduler.
 *
 * - Author, date: Sean Christopherson, 2024-04-08: the preempt notifiers don't pass `vcpu_load()` and `vcpu_put()` and need
 *   calls of their own; repeated on 2024-04-16 as the proposal's second half.
 * - Source: sean-2024-04-08-sched-hooks.
 * - Condition: the CPU's in-guest-run-loop flag is set.
 * - Side state: one flag per pCPU, written as in P4, set in `kvm_sched_in()` (E15f) and cleared in `kvm_sched_out()` (E15b)
 *   on the CPU where each runs.
 * - False positives: long work inside the loop that does not sleep: an exit handler, halt polling, a softirq; ended by the
 *   one-second rule.
 * - False negatives: before `vcpu_load()` (E1), just before idle (E15c), between the wake-up and `kvm_sched_in()` (E15e), on
 *   the way to userspace (E17).
 * - What recorded kernels show: no wake in the run loop and no longer grace periods where kernel work followed an exit
 *   (23.9 ms, mainline 23.8); but nearly every tick at idle entry and nearly every tick before `kvm_sched_in()` woke rcuc.
 */
import type { Policy } from './policy.js';
import { createRunLoopFlag } from './run-loop-flag.js';

/** P5: P4 with hooks in `kvm_sched_in()` and `kvm_sched_out()`. */
export const runLoopFlagSched: Policy = Object.freeze({
  id: 'run-loop-flag-sched',
  title: 'run-loop flag with sched hooks',
  condition: 'skips while a vCPU that runs the guest is loaded and switched in on this CPU',
  citation: { author: 'Sean Christopherson', date: '2024-04-08', source: 'sean-2024-04-08-sched-hooks' },
  create: (_parameters, cpus) => createRunLoopFlag(cpus, true),
} satisfies Policy);
