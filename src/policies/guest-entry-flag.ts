/**
 * `guest-entry-flag` (P6): a flag that is set only close to the guest entry, where no reader of RCU can follow.
 *
 * - Author, date: Marcelo Tosatti, 2024-04-16, as the place where a run-loop flag ought to be set.
 * - Source: marcelo-2024-04-16-near-entry.
 * - Condition: the CPU's near-entry flag is set.
 * - Side state: one flag per pCPU, set beside the guest-entry call (E6) and cleared in the guest-exit call (E8).
 * - False positives: none.
 * - False negatives: those of mainline, all of them. Interrupts are off from the set to the clear, and a tick that falls in
 *   the guest is handled after the clear, so that no tick ever sees the flag.
 * - What recorded kernels show: just that; the flag was never set at a tick, and the policy equals mainline.
 */
import type { Policy, PolicyInstance } from './policy.js';

function createGuestEntryFlag(cpus: number, exitCostNs: number): PolicyInstance {
  const nearEntry = new Uint8Array(cpus);
  return {
    skips: (tick) => nearEntry[tick.cpu] === 1,
    guestEnter(cpu) {
      nearEntry[cpu] = 1;
    },
    guestExit(cpu) {
      nearEntry[cpu] = 0;
    },
    restore(cpu, { flag }) {
      if (flag !== undefined) nearEntry[cpu] = flag ? 1 : 0;
    },
    exitCostNs,
  };
}

/** P6: skips while the flag of the last steps before a guest entry is set; no tick can see it. */
export const guestEntryFlag: Policy = Object.freeze({
  id: 'guest-entry-flag',
  title: 'flag near guest entry',
  condition: 'skips while this CPU is between the last steps before a guest entry and the exit from that guest',
  citation: { author: 'Marcelo Tosatti', date: '2024-04-16', source: 'marcelo-2024-04-16-near-entry' },
  create: (parameters, cpus) => createGuestEntryFlag(cpus, 2 * parameters.flagStoreNs),
} satisfies Policy);
