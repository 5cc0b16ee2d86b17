/**
 * `irq-from-guest` (P7): the tick is told that it interrupted a guest.
 *
 * - Author, date: Paul E. McKenney, 2024-04-08, as a question; Sean Christopherson explained the same day why only Intel
 *   hardware could answer it, and that it would still not promise a way back into the guest.
 * - Source: paul-2024-04-08-interrupted-guest.
 * - Condition: the interrupt being handled is the one that ended the guest's run, called with interrupts still off (E9v).
 * - Side state: a mark per pCPU around the call of the host's interrupt handler; the tick view carries it.
 * - False positives: a CPU that won't enter again because of a signal or a pending reschedule.
 * - False negatives: every tick on SVM, whose interrupts are all taken in one window after the exit (E10); on VMX those
 *   that arrive after the exit, the exit handler and all later windows.
 * - What recorded kernels show: nothing, they ran on SVM.
 */
import type { Policy } from './policy.js';

/** P7: skips when the tick is the interrupt that ended the guest's run (VMX only). */
export const irqFromGuest: Policy = Object.freeze({
  id: 'irq-from-guest',
  title: 'interrupted a guest (VMX only)',
  condition: 'skips a tick that is itself the interrupt that made the guest exit, which only VMX can tell',
  citation: { author: 'Paul E. McKenney', date: '2024-04-08', source: 'paul-2024-04-08-interrupted-guest' },
  create: (parameters) => ({ skips: (tick) => tick.irqFromGuest, exitCostNs: 2 * parameters.flagStoreNs }),
} satisfies Policy);
