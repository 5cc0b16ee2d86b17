/**
 * `last-guest-exit` (P1): leave a CPU alone for a second after it left a guest, for it will probably enter one again.
 *
 * - Author, date: Leonardo Bras, 2024-03-28, the RFC that opened the discussion.
 * - Source: leo-2024-03-28-rfc-v1.
 * - Condition: the jiffies counter is still before the CPU's last guest exit plus HZ.
 * - Side state: one jiffies value per pCPU, written in every guest exit with interrupts off (E8). Marcelo Tosatti weighed
 *   a ktime instead (2024-04-05) and found it dearer; `lastGuestExitClock` chooses.
 * - False positives: until the window closes, on the CPU that the vCPU left by migration, preemption, HLT, a return to
 *   userspace or its end; they cost grace-period time only while that CPU stays in the kernel.
 * - False negatives: the new CPU before its first exit; host work that starts more than the window after the last exit;
 *   on any policy, a grace period older than a second.
 * - What recorded kernels show: no rcuc wake in the guest, handler and idle windows; grace periods of 35.9 ms (median)
 *   against 23.8 ms where kernel work followed each exit, and of 1000 jiffies where that work lasted 1.15 s.
 *
 * "Never" is minus infinity, not 0: on a 32-bit kernel jiffies start 300 s before the wrap, where a zeroed value lies in
 * the future and would make every CPU skip for the first 301 s.
 */
import { msecsToJiffies } from '../kernel/jiffies.js';
import type { Policy, PolicyInstance, PolicyParameters } from './policy.js';

const never = Number.NEGATIVE_INFINITY;

/** Where a member of the last-guest-exit family forgets the exit of a CPU. */
export interface LastGuestExitResets {
  /** In `vcpu_load()` and `vcpu_put()` (P2, P3). */
  readonly loadAndPut: boolean;
  /** In `kvm_sched_out()` (P3). */
  readonly schedOut: boolean;
}

/**
 * Returns a member of the last-guest-exit family at work: P1 forgets nowhere, P2 and P3 where `resets` says.
 *
 * Ages are compared in jiffies, or in nanoseconds with the ktime clock; the window in jiffies is rounded up.
 */
export function createLastGuestExit(
  parameters: PolicyParameters,
  cpus: number,
  resets: LastGuestExitResets,
): PolicyInstance {
  const ktime = parameters.lastGuestExitClock === 'ktime';
  const window = ktime
    ? parameters.lastGuestExitWindowMs * 1_000_000
    : msecsToJiffies(parameters.lastGuestExitWindowMs, parameters.hz);
  const exits = new Float64Array(cpus).fill(never);
  const forget = (cpu: number): void => {
    exits[cpu] = never;
  };
  return {
    skips: (tick) => (ktime ? tick.nowNs : tick.jiffies) - (exits[tick.cpu] ?? never) < window,
    guestExit(cpu, jiffies, nowNs) {
      exits[cpu] = ktime ? nowNs : jiffies;
    },
    ...(resets.loadAndPut && { vcpuLoad: forget, vcpuPut: forget }),
    ...(resets.schedOut && { schedOut: forget }),
    restore(cpu, { lastGuestExit: recorded }) {
      if (recorded === undefined) return;
      if (recorded !== null && ktime) {
        throw new Error(
          `a recording holds jiffies, so lastGuestExitClock must be 'jiffies' to replay it: '${parameters.lastGuestExitClock}'`,
        );
      }
      exits[cpu] = recorded ?? never;
    },
    exitCostNs: ktime ? parameters.ktimeStoreNs : parameters.jiffiesStoreNs,
  };
}

/** P1: skips within a window after the CPU's last guest exit. */
export const lastGuestExit: Policy = Object.freeze({
  id: 'last-guest-exit',
  title: 'last guest exit (RFC v1)',
  condition: 'skips while the last guest exit of this CPU is younger than the window (one second)',
  citation: { author: 'Leonardo Bras', date: '2024-03-28', source: 'leo-2024-03-28-rfc-v1' },
  create: (parameters, cpus) => createLastGuestExit(parameters, cpus, { loadAndPut: false, schedOut: false }),
} satisfies Policy);
