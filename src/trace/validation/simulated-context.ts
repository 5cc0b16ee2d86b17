import type { TickRecord } from '../../engine/recorder.js';
import { at, pfVcpu, stateNames, type CpuState } from '../../kernel/cpu-state.js';
import type { TickContext } from '../tick-columns.js';

/** The states of a modelled CPU in the words of the recorder, but for the guest's window. */
const contextOfState: Readonly<Partial<Record<(typeof stateNames)[number], TickContext>>> = {
  preemptEnable: 'run_loop',
  handler: 'run_loop',
  loop: 'run_loop',
  beforeEntry: 'run_loop',
  haltPoll: 'run_loop',
  block: 'run_loop',
  leave: 'run_loop',
  load: 'run_loop',
  schedIn: 'run_loop',
  user: 'user',
  idleEntry: 'idle_entry_window',
  idle: 'idle',
  idleExit: 'idle_exit_window',
  rcuCore: 'rcuc',
};

/** How a recorder tells windows apart. */
export interface WindowRules {
  /** It goes by PF_VCPU, and tells the two windows around an idle state apart; others know only one of them. */
  readonly byTaskFlags: boolean;
}

/**
 * Returns where a simulated tick hit, in the words of the recorder: whatever is neither the guest, the run loop of a loaded
 * vCPU, idle nor rcuc is `kernel`. A tick between the switch to the vCPU's task and `kvm_sched_in()` finds no vCPU loaded.
 */
export function simulatedContext({ state, schedInDue, window }: TickRecord, rules: WindowRules): TickContext {
  if (schedInDue) return 'kernel';
  if (pfVcpu[state] === true) return 'guest_exit_window';
  if (!rules.byTaskFlags) {
    if (state === at.idleExit) return 'idle_entry_window';
    if (entryPath.includes(state)) return 'guest_exit_window';
  }
  if (window === 'other' && !outsideWindows.includes(state)) return 'kernel';
  return contextOfState[stateNames[state] ?? 'work'] ?? 'kernel';
}

/** Code that the compiler inlines into `vcpu_enter_guest()`. */
const entryPath: readonly CpuState[] = [at.preemptEnable, at.beforeEntry];

/** States that no window of the engine has, but the recorder a word for. */
const outsideWindows: readonly CpuState[] = [at.rcuCore, at.user, at.idle];
