/**
 * `lenient-task` (P8): userspace asks that RCU be lenient with a task, KVM has no part in it.
 *
 * - Author, date: Sean Christopherson, 2024-05-03, an idea.
 * - Source: sean-2024-05-03-lenient-task.
 * - Condition: the current task carries the lenient mark; here the vCPU's thread does.
 * - Side state: one mark per task, set once by its owner.
 * - False positives: any long kernel work of that task, whatever it is; a program may mark itself to be left alone.
 * - False negatives: just before and after idle (E15c, E15e), where the idle task is current, and other tasks on the CPU.
 * - What recorded kernels show: nothing, no recorded kernel had it.
 */
import type { Policy } from './policy.js';

/** P8: skips while the vCPU's task is current. */
export const lenientTask: Policy = Object.freeze({
  id: 'lenient-task',
  title: 'lenient task flag',
  condition: 'skips while the current task, the vCPU thread, is marked as one that RCU should be lenient with',
  citation: { author: 'Sean Christopherson', date: '2024-05-03', source: 'sean-2024-05-03-lenient-task' },
  create: () => ({ skips: (tick) => tick.currentIsVcpu, exitCostNs: 0 }),
} satisfies Policy);
