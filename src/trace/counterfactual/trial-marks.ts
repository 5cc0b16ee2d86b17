import type { MarkKind } from '../timeline/marks.js';
import type { CpuTimeline } from '../timeline/timeline.js';
import { showsIdle } from './eqs-times.js';
import type { HookCall, PolicyTrial, TrialTick } from './policy-trial.js';

/** Looks up what the marks of a CPU do not carry with them. */
export interface TrialWorld {
  /** Returns the tick of a row, as trials are shown it. */
  tick(row: number): TrialTick;
  /** Returns jiffies at a time before the trace first tells them. */
  jiffiesBefore(timeNs: number): number;
  /** Returns `rcu_state.gp_seq` at a time, NaN before the first grace period of the trace. */
  gpSeqAt(timeNs: number): number;
}

/** Shows the trials everything that happened on a CPU, in its order. */
export function showMarks(cpu: CpuTimeline, trials: readonly PolicyTrial[], world: TrialWorld): void {
  const { marks } = cpu;
  const idleShown = showsIdle(cpu);
  /** The task was switched out for rcuc, and has not been switched in since. */
  let outForRcuc = false;
  for (let row = 0; row < marks.length; row++) {
    const kind = marks.kind(row);
    if (kind === 'tick') {
      showTick(cpu.cpu, trials, world.tick(marks.tick(row)));
      continue;
    }
    if (kind.startsWith('to-')) outForRcuc = kind === 'to-rcuc' || (outForRcuc && kind === 'to-vcpu');
    const entersEqs = entries.has(kind) || (kind === 'to-idle' && !idleShown);
    const timeNs = marks.timeNs(row);
    const known = marks.jiffies(row);
    const jiffies = Number.isNaN(known) ? world.jiffiesBefore(timeNs) : known;
    showMark({ kind, cpu: cpu.cpu, timeNs, jiffies, entersEqs }, trials, {
      outForRcuc,
      gpSeqAt: world.gpSeqAt,
    });
    if (kind === 'sched-in') outForRcuc = false;
  }
}

interface Mark {
  readonly kind: MarkKind;
  readonly cpu: number;
  readonly timeNs: number;
  readonly jiffies: number;
  readonly entersEqs: boolean;
}

function showMark(
  { kind, cpu, timeNs, jiffies, entersEqs }: Mark,
  trials: readonly PolicyTrial[],
  { outForRcuc, gpSeqAt }: { readonly outForRcuc: boolean } & Pick<TrialWorld, 'gpSeqAt'>,
): void {
  const call = hookOf(kind, cpu, jiffies, timeNs);
  if (call !== null) {
    const ofRcuc = outForRcuc && (kind === 'sched-out' || kind === 'sched-in');
    for (const trial of trials) trial.hook(call, ofRcuc);
  }
  // Every switch passes rcu_note_context_switch(), whether or not the trace has the probe that shows it.
  const noted = kind === 'quiescent-state' || kind.startsWith('to-');
  if (noted || crossings.has(kind)) noteQuiescentState(trials, cpu, jiffies);
  if (noted) for (const trial of trials) trial.quiescentState();
  if (kind === 'guest-exit') for (const trial of trials) trial.guestExit(gpSeqAt(timeNs));
  if (!entersEqs) return;
  for (const { verdicts } of trials) {
    verdicts.fewest.enteredEqs(timeNs);
    verdicts.most.enteredEqs(timeNs);
  }
}

function showTick(cpu: number, trials: readonly PolicyTrial[], tick: TrialTick): void {
  // The tick notes its quiescent state before rcu_pending() is asked.
  if (tick.preemptible) noteQuiescentState(trials, cpu, tick.view.jiffies);
  for (const trial of trials) trial.tick(tick);
}

const entries = new Set<MarkKind>(['user-enter', 'guest-enter', 'idle-enter']);
const crossings = new Set<MarkKind>([
  'user-enter',
  'user-exit',
  'guest-enter',
  'guest-exit',
  'idle-enter',
  'idle-exit',
]);

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
