import type { MarkKind } from '../timeline/marks.js';
import type { CpuTimeline } from '../timeline/timeline.js';
import { showsIdle } from './eqs-times.js';
import type { HookCall, PolicyTrial, TrialTick } from './policy-trial.js';

/** Looks up what the marks of a CPU do not carry with them. */
export interface TrialWorld {
  /** Returns the tick of a row, as trials are shown it. */
  tick(row: number): TrialTick;
  /** Returns `rcu_state.gp_seq` at a time, NaN before the first grace period of the trace. */
  gpSeqAt(timeNs: number): number;
}

/** Shows the trials everything that happened on a CPU, in its order. */
export function showMarks(cpu: CpuTimeline, trials: readonly PolicyTrial[], world: TrialWorld): void {
  const { marks } = cpu;
  /** The task was switched out for rcuc, and has not been switched in since. */
  let outForRcuc = false;
  const idleShown = showsIdle(cpu);
  for (let row = 0; row < marks.length; row++) {
    const kind = marks.kind(row);
    const timeNs = marks.timeNs(row);
    if (kind === 'tick') {
      const tick = world.tick(marks.tick(row));
      // The tick notes its quiescent state before rcu_pending() is asked.
      if (tick.preemptible) noteQuiescentState(trials, cpu.cpu, tick.view.jiffies);
      for (const trial of trials) trial.tick(tick);
      continue;
    }
    if (kind === 'to-rcuc') outForRcuc = true;
    else if (kind === 'to-idle' || kind === 'to-other') outForRcuc = false;
    const call = hookOf(kind, cpu.cpu, marks.jiffies(row), timeNs);
    if (call !== null) {
      const ofRcuc = outForRcuc && (kind === 'sched-out' || kind === 'sched-in');
      for (const trial of trials) trial.hook(call, ofRcuc);
    }
    if (kind === 'sched-in') outForRcuc = false;
    if (crossings.has(kind)) noteQuiescentState(trials, cpu.cpu, marks.jiffies(row));
    if (kind === 'quiescent-state') {
      noteQuiescentState(trials, cpu.cpu, marks.jiffies(row));
      for (const trial of trials) trial.quiescentState();
    }
    if (entries.has(kind) || (kind === 'to-idle' && !idleShown)) for (const trial of trials) trial.verdicts.enteredEqs(timeNs);
    if (kind === 'guest-exit') for (const trial of trials) trial.guestExit(world.gpSeqAt(timeNs));
  }
}

const entries = new Set<MarkKind>(['user-enter', 'guest-enter', 'idle-enter']);
const crossings = new Set<MarkKind>(['user-enter', 'user-exit', 'guest-enter', 'guest-exit', 'idle-enter', 'idle-exit']);

function noteQuiescentState(trials: readonly PolicyTrial[], cpu: number, jiffies: number): void {
  for (const trial of trials) trial.hook((instance) => instance.quiescentState?.(cpu, jiffies), false);
}

function hookOf(kind: MarkKind, cpu: number, jiffies: number, timeNs: number): HookCall | null {
  switch (kind) {
    case 'guest-enter':
      return (instance) => instance.guestEnter?.(cpu, jiffies, timeNs);
    case 'guest-exit':
      return (instance) => instance.guestExit?.(cpu, jiffies, timeNs);
    case 'vcpu-load':
      return (instance) => instance.vcpuLoad?.(cpu, false);
    case 'vcpu-load-to-run':
      return (instance) => instance.vcpuLoad?.(cpu, true);
    case 'vcpu-put':
      return (instance) => instance.vcpuPut?.(cpu);
    case 'sched-out':
      return (instance) => instance.schedOut?.(cpu);
    case 'sched-in':
      return (instance) => instance.schedIn?.(cpu);
    default:
      return null;
  }
}
