import type { SpanContext } from './spans.js';

/** Which task has a CPU, as far as it matters here. */
export type CurrentTask = 'idle' | 'rcuc' | 'vcpu' | 'other';

/** What is known of a CPU at one moment of the trace. */
export interface CpuSituation {
  task: CurrentTask;
  pid: number;
  /** Context tracking says user mode. */
  inUser: boolean;
  inGuest: boolean;
  /** A vCPU is loaded and its task is switched in (`kvm_running_vcpu`). */
  loaded: boolean;
  /** Between a guest exit and the end of the stretch without preemption behind it. */
  inExitWindow: boolean;
  /**
   * The exit was one that an interrupt forced, on VMX, which acknowledges it: the first interrupt behind the exit is the one
   * that came from the guest.
   */
  fromGuest: 'no' | 'pending' | 'handling';
  /** RCU watches the idle task: not yet, or no longer, in its extended quiescent state. */
  idleWatched: 'entering' | 'no' | 'leaving';
}

/** Returns a CPU of which nothing is known: some task in the kernel. */
export function unknownSituation(): CpuSituation {
  return {
    task: 'other',
    pid: -1,
    inUser: false,
    inGuest: false,
    loaded: false,
    inExitWindow: false,
    fromGuest: 'no',
    idleWatched: 'no',
  };
}

/** Returns the context that a situation amounts to. */
export function contextOf(situation: CpuSituation): SpanContext {
  if (situation.inUser) return 'user';
  switch (situation.task) {
    case 'idle':
      if (situation.idleWatched === 'no') return 'idle';
      return situation.idleWatched === 'entering' ? 'idle_entry_window' : 'idle_exit_window';
    case 'rcuc':
      return 'rcuc';
    case 'vcpu':
      if (situation.inGuest) return 'guest';
      if (!situation.loaded) return 'kernel';
      return situation.inExitWindow ? 'guest_exit_window' : 'run_loop';
    case 'other':
      return 'kernel';
  }
}
