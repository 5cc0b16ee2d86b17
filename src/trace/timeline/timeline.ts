import type { FtraceProgress } from '../ftrace/read-ftrace.js';
import type { TracedGracePeriods } from './grace-periods.js';
import type { Marks } from './marks.js';
import type { RawTicks } from './raw-ticks.js';
import type { RcucRuns } from './rcuc-runs.js';
import type { Spans } from './spans.js';
import type { FirstJiffies } from './trace-state.js';
import type { VmExits } from './vm-exits.js';

/** What happened on one CPU. */
export interface CpuTimeline {
  readonly cpu: number;
  /** Crossings, hooks, task switches and ticks in their order. */
  readonly marks: Marks;
  /** Where the CPU was, without gaps. A trace without context tracking's events shows user mode as kernel. */
  readonly spans: Spans;
  readonly rcucRuns: RcucRuns;
  readonly vmExits: VmExits;
  readonly kvmEntries: number;
  /** HLTs of the guest that reached `kvm_vcpu_halt()`. */
  readonly halts: number;
  /** Notes of the ring buffer that it lost events of this CPU. */
  readonly gaps: number;
}

/** A raw trace, told CPU by CPU. */
export interface TraceTimeline {
  /** CPUs by number, in rising order. */
  readonly cpus: readonly CpuTimeline[];
  /** Ticks of all CPUs in the order in which they ended. */
  readonly ticks: RawTicks;
  /** Ticks that begin in the trace and do not end in it, or were lost in a gap. */
  readonly unfinishedTicks: number;
  readonly gracePeriods: TracedGracePeriods;
  /** Time of the first and the last event [ns]. */
  readonly startNs: number;
  readonly endNs: number;
  /** Where the trace begins to tell jiffies; null if it never does. */
  readonly firstJiffies: FirstJiffies | null;
  /** Wake-ups of rcuc by CPU. */
  readonly rcucWakes: Readonly<Record<string, number>>;
  readonly read: FtraceProgress;
}
