import { windows, type Window } from '../../kernel/cpu-state.js';
import { tickContext } from '../tables/tick-context.js';
import type { MarkKind } from '../timeline/marks.js';
import type { RawTicks } from '../timeline/raw-ticks.js';
import type { CpuTimeline } from '../timeline/timeline.js';

/** Where the vCPU's task stands between two marks, as far as it names a window. */
type Phase = Window | 'from-user';

/** The phase that a mark of the vCPU's task begins; marks that are absent change none. */
const phaseAfter: Readonly<Partial<Record<MarkKind, Phase>>> = {
  'guest-enter': 'guest',
  'guest-exit': 'guest',
  'preempt-enable': 'exit-handler',
  'vcpu-load': 'exit-handler',
  'vcpu-load-to-run': 'exit-handler',
  halt: 'halt-poll',
  'sched-in': 'exit-handler',
  'vcpu-put': 'to-user',
  'user-enter': 'other',
  'user-exit': 'from-user',
  'lost-events': 'other',
};

/** Returns what tells the window that a tick of the CPU hit, by its row in the table of ticks. */
export function tickWindows(cpu: CpuTimeline, ticks: RawTicks): (row: number) => Window {
  const { marks } = cpu;
  const hit = new Uint8Array(ticks.rows).fill(windows.indexOf('other'));
  let phase: Phase = 'other';
  let switchedOut = false;
  let vcpuCurrent = false;
  for (let row = 0; row < marks.length; row++) {
    const kind = marks.kind(row);
    if (kind === 'tick') {
      const tick = marks.tick(row);
      hit[tick] = windows.indexOf(windowOfTick(ticks, tick, cpu, row, phase, vcpuCurrent));
    } else if (kind === 'sched-out') switchedOut = true;
    else if (kind.startsWith('to-')) {
      vcpuCurrent = kind === 'to-vcpu';
      // Between the switch and kvm_sched_in() the flag of a proposal is not set yet.
      if (vcpuCurrent && switchedOut) phase = 'idle-exit';
    } else {
      phase = phaseAfter[kind] ?? phase;
      if (kind === 'sched-in') switchedOut = false;
      if (phaseAfter[kind] !== undefined && kind !== 'lost-events') vcpuCurrent = true;
    }
  }
  return (row) => windows[hit[row] ?? 0] ?? 'other';
}

function windowOfTick(
  ticks: RawTicks,
  tick: number,
  cpu: CpuTimeline,
  markRow: number,
  phase: Phase,
  vcpuCurrent: boolean,
): Window {
  const context = tickContext(ticks, tick);
  if (context === 'user' || context === 'idle' || context === 'rcuc') return 'other';
  if (context === 'idle_exit_window') return 'idle-exit';
  if (context === 'idle_entry_window') return ticks.own('idleLeaving', tick) === 1 ? 'idle-exit' : 'idle-entry';
  if (!vcpuCurrent) return 'other';
  if (phase !== 'from-user') return phase;
  return loadsNext(cpu, markRow) ? 'exit-handler' : 'other';
}

/** Whether the task, in the kernel after user mode, goes on to load its vCPU. */
function loadsNext({ marks }: CpuTimeline, from: number): boolean {
  for (let row = from + 1; row < marks.length; row++) {
    const kind = marks.kind(row);
    if (kind === 'vcpu-load' || kind === 'vcpu-load-to-run') return true;
    if (kind === 'user-enter' || kind.startsWith('to-')) return false;
  }
  return false;
}
