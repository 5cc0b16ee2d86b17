import type { TickContext } from '../tick-columns.js';
import type { RawTicks } from '../timeline/raw-ticks.js';

/** Functions with the guest's entry and exit in them, after inlining. */
const entryCode = /vcpu_enter_guest|svm_|vmx_|kvm_arch_vcpu_ioctl_run|vcpu_run/;

/**
 * Returns where a tick hit, in the words of the recorder: by the registers and counters that its own probe shows, which do
 * not depend on any other event of the trace.
 */
export function tickContext(ticks: RawTicks, row: number): TickContext {
  if (ticks.field('user', row) === 1) return 'user';
  if (ticks.own('idle', row) === 1) return 'idle';
  const task = ticks.text('task', row);
  if (task.startsWith('rcuc')) return 'rcuc';
  const flags = ticks.field('cfl', row);
  if (Number.isNaN(flags)) {
    if (task === '<idle>') return 'idle_entry_window';
    if (ticks.field('rv', row) !== 1) return 'kernel';
    return entryCode.test(ticks.text('ip', row)) ? 'guest_exit_window' : 'run_loop';
  }
  if ((flags & 2) !== 0) return ticks.own('idleLeaving', row) === 1 ? 'idle_exit_window' : 'idle_entry_window';
  if ((flags & 1) !== 0) return 'guest_exit_window';
  return ticks.field('rv', row) === 1 ? 'run_loop' : 'kernel';
}
