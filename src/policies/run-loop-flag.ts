/**
 * `run-loop-flag` (P4): KVM says when a CPU is in its run loop, since then it is likely to enter a guest soon.
 *
 * - Author, date: Sean Christopherson, 2024-04-05, an untested sketch.
 * - Source: sean-2024-04-05-run-loop.
 * - Condition: the CPU's in-guest-run-loop flag is set.
 * - Side state: one flag per pCPU, in the context-tracking structure; set at the top of `vcpu_load()` if the ioctl is
 *   KVM_RUN and wants to run (E2), cleared in `vcpu_put()` on the CPU where that runs (E16).
 * - False positives: a vCPU that is preempted or blocked leaves its flag behind for the next task of the CPU; after a
 *   migration the old CPU keeps it without end, since `vcpu_put()` clears it elsewhere; long handlers.
 * - False negatives: the new CPU after a migration, guest ticks included, until the next ioctl; the stretch before
 *   `vcpu_load()` (E1) and after `vcpu_put()` (E17).
 * - What recorded kernels show: after migrations about 12% of the ticks that interrupted the guest woke rcuc on the new
 *   CPU. The same kernels with hooks in the scheduler path (P5): none.
 */
import type { Policy, PolicyInstance } from './policy.js';

/**
 * Returns the run-loop flag at work.
 *
 * @param schedHooks - the flag also follows `kvm_sched_in()` and `kvm_sched_out()` (P5)
 */
export function createRunLoopFlag(cpus: number, schedHooks: boolean): PolicyInstance {
  const inGuestRunLoop = new Uint8Array(cpus);
  const start = (cpu: number): void => {
    inGuestRunLoop[cpu] = 1;
  };
  const stop = (cpu: number): void => {
    inGuestRunLoop[cpu] = 0;
  };
  return {
    skips: (tick) => inGuestRunLoop[tick.cpu] === 1,
    vcpuLoad(cpu, wantsToRun) {
      if (wantsToRun) start(cpu);
    },
    vcpuPut: stop,
    ...(schedHooks && { schedIn: start, schedOut: stop }),
    restore(cpu, { flag }) {
      if (flag !== undefined) inGuestRunLoop[cpu] = flag ? 1 : 0;
    },
    exitCostNs: 0,
  };
}

/** P4: skips while this CPU's run-loop flag is set. */
export const runLoopFlag: Policy = Object.freeze({
  id: 'run-loop-flag',
  title: 'run-loop flag',
  condition: 'skips while this CPU is between vcpu_load and vcpu_put of an ioctl that runs the guest',
  citation: { author: 'Sean Christopherson', date: '2024-04-05', source: 'sean-2024-04-05-run-loop' },
  create: (_parameters, cpus) => createRunLoopFlag(cpus, false),
} satisfies Policy);
