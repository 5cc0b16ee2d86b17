import type { RawTicks } from '../timeline/raw-ticks.js';
import type { CpuTimeline, TraceTimeline } from '../timeline/timeline.js';
import type { TracedCpu } from './counterfactual-result.js';
import { rcucBetween } from './rcuc-times.js';

/** Returns what a trace tells of one CPU. */
export function tracedCpu(cpu: CpuTimeline, timeline: TraceTimeline, nohzFull: boolean): TracedCpu {
  const { ticks } = timeline;
  let count = 0;
  let invoked = 0;
  let undone = 0;
  let last = -1;
  for (let row = 0; row < ticks.rows; row++) {
    if (ticks.own('cpu', row) !== cpu.cpu) continue;
    count++;
    invoked += ticks.own('invoked', row);
    if (last >= 0 && ticks.own('invoked', last) === 1 && isUndone(ticks, last, row)) undone++;
    last = row;
  }
  return {
    cpu: cpu.cpu,
    nohzFull,
    ticks: count,
    invoked,
    undone,
    rcucWakes: timeline.rcucWakes[cpu.cpu] ?? 0,
    rcucRuns: cpu.rcucRuns.length,
    rcucNs: rcucBetween(cpu, -Infinity, Infinity),
    kvmExits: cpu.vmExits.length,
    contextsNs: cpu.spans.totalsNs(),
    gaps: cpu.gaps,
  };
}

/** Whether the next tick of a CPU finds the work that RCU core was invoked for still to be done. */
function isUndone(ticks: RawTicks, invoked: number, next: number): boolean {
  const known = ticks.field('rgps', invoked);
  if (known !== ticks.field('ngps', invoked)) return ticks.field('rgps', next) === known;
  const samePeriod = ticks.field('gps', invoked) === ticks.field('gps', next);
  return samePeriod && ticks.own('coreReturn', invoked) === 1 && ticks.field('core', next) === 1;
}
