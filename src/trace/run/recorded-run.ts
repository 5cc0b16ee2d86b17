import { RecordingError } from '../recording-error.js';
import type { RecordingMeta } from '../recording-meta.js';
import { contexts, type TickContext } from '../tick-columns.js';
import { lineOfRow, type TickTable } from '../tick-table.js';
import type { TraceTimeline } from '../timeline/timeline.js';
import type { RecordedGracePeriod } from './grace-period-table.js';
import type { RecordingSummary } from './summary.js';
import type { Workload } from './workload.js';

/** One tick of the vCPU's CPU. */
export interface RunTick {
  readonly timeSec: number;
  readonly context: TickContext;
  /** How long before the tick the guest exited last [us]; NaN where the table doesn't say. */
  readonly sinceExitUs: number;
  /** The kernel invoked RCU core. */
  readonly invoked: boolean;
  /** `rcu_state.gp_seq`, `rdp->gp_seq` and `rnp->gp_seq`. */
  readonly gpSeq: number;
  readonly cpuGpSeq: number;
  readonly leafGpSeq: number;
}

/** The steady part of a recording: the vCPU runs, its start and its end are cut off. */
export interface RecordedRun {
  readonly name: string;
  readonly meta: RecordingMeta;
  readonly workload: Workload;
  readonly summary: RecordingSummary;
  /** Isolated CPUs that the vCPU ran on, the first one first. */
  readonly vcpuCpus: readonly number[];
  readonly startSec: number;
  readonly endSec: number;
  /** Ticks of those CPUs. */
  readonly ticks: readonly RunTick[];
  readonly gracePeriods: readonly RecordedGracePeriod[];
  /** The recorder told windows by task flags: PF_VCPU, and both windows around an idle state. */
  readonly tellsTaskFlags: boolean;
  /** Ticks of the housekeeping CPU [s]; empty where the table leaves them out. */
  readonly housekeepingTicksSec: readonly number[];
  /** What the raw trace tells, where there is one. */
  readonly timeline: TraceTimeline | null;
}

/** What a run is made of. */
export interface RunParts {
  readonly name: string;
  readonly meta: RecordingMeta;
  readonly workload: Workload;
  readonly summary: RecordingSummary;
  readonly table: TickTable;
  readonly gracePeriods: readonly RecordedGracePeriod[];
  readonly timeline: TraceTimeline | null;
}

/** Less than that is no steady state. */
const shortestSec = 0.5;
const fewestGracePeriods = 20;
/** What is cut off behind the first sign of the guest: page faults of a program that has just started [s]. */
const settlingSec = 0.05;

/** The pause that this share of the pauses does not exceed is usual, one this many times longer means that the caller is gone. */
const usualShare = 0.9;
const longPause = 2.5;
/** The caller may stop before the guest, but not much [share of the recording]. */
const nearEndShare = 0.1;

/**
 * Returns the steady part of a recording: from a while after the first tick that hit the guest or the run loop up to the last
 * one, or to where the caller of synchronize_rcu() is gone, on the isolated CPUs that have such ticks.
 *
 * @throws RecordingError where there is no guest, or too little of it, to speak of a steady state
 */
export function recordedRun(parts: RunParts): RecordedRun {
  const { table, meta } = parts;
  const { t, ctx, cpu } = table.columns;
  if (t === undefined || ctx === undefined)
    throw cannotFit('columns t and ctx missing (a table of the recorder expected)', null);
  const guestRows = rowsOf(
    table,
    (row) => meta.nohzFullCpus.includes(cpu[row] ?? -1) && isGuest(contexts[ctx[row] ?? 0]),
  );
  const vcpuCpus = [...new Set(guestRows.map((row) => cpu[row] ?? -1))];
  if (guestRows.length === 0) {
    const cause =
      'no tick of an isolated CPU hit a guest (record a vCPU under KVM whose tick runs, such as with a CPU-time timer armed)';
    throw cannotFit(cause, parts.workload.mode);
  }
  const times = guestRows.map((row) => t[row] ?? 0);
  const startSec = times.reduce((least, time) => Math.min(least, time), Infinity) + settlingSec;
  const guestEndSec = times.reduce((most, time) => Math.max(most, time), 0);
  const endSec = Math.min(guestEndSec, lastCallSec(parts.gracePeriods, startSec, guestEndSec));
  if (endSec - startSec < shortestSec) {
    const cause = `too short for a steady state (${shortestSec} s between the first and the last tick in a guest expected)`;
    throw cannotFit(cause, `${(endSec - startSec).toFixed(3)} s`);
  }
  const inside = parts.gracePeriods.filter((each) => each.startSec >= startSec && each.endSec <= endSec);
  if (inside.length < fewestGracePeriods) {
    const cause = `too few grace periods to fit their pattern (${fewestGracePeriods} or more expected; record longer)`;
    throw cannotFit(cause, String(inside.length));
  }
  const rows = rowsOf(table, (row) => vcpuCpus.includes(cpu[row] ?? -1) && within(t[row] ?? 0, startSec, endSec));
  const housekeeping = rowsOf(table, (row) => cpu[row] === 0 && within(t[row] ?? 0, startSec, endSec));
  return {
    name: parts.name,
    meta,
    workload: parts.workload,
    summary: parts.summary,
    vcpuCpus,
    startSec,
    endSec,
    ticks: rows.map((row) => tickAt(table, row)),
    gracePeriods: inside,
    tellsTaskFlags: table.columns.pf_vcpu !== undefined,
    housekeepingTicksSec: housekeeping.map((row) => t[row] ?? 0),
    timeline: parts.timeline,
  };
}

/**
 * Returns when the caller of synchronize_rcu() made its last call: from a pause on, near the end, that is much longer than its
 * pauses before, there is nobody who asks for grace periods any more.
 */
function lastCallSec(periods: readonly RecordedGracePeriod[], startSec: number, endSec: number): number {
  const inside = periods.filter((each) => each.startSec >= startSec && each.startSec <= endSec);
  const pauses = inside.slice(1).map((each, i) => each.startSec - inside[i]!.startSec);
  const usual = [...pauses].sort((a, b) => a - b)[Math.floor(pauses.length * usualShare)] ?? Infinity;
  const nearEndSec = endSec - nearEndShare * (endSec - startSec);
  const pauseAfter = (each: RecordedGracePeriod, i: number) => pauses[i] ?? endSec - each.startSec;
  const last = inside.findIndex((each, i) => each.startSec > nearEndSec && pauseAfter(each, i) > longPause * usual);
  return last === -1 ? endSec : inside[last]!.endSec;
}

function tickAt({ columns }: TickTable, row: number): RunTick {
  return {
    timeSec: columns.t?.[row] ?? 0,
    context: contexts[columns.ctx?.[row] ?? 0] ?? 'kernel',
    sinceExitUs: columns.us_since_guest_exit?.[row] ?? NaN,
    invoked: columns.invoked[row] === 1,
    gpSeq: columns.gps[row] ?? 0,
    cpuGpSeq: columns.rgps[row] ?? 0,
    leafGpSeq: columns.ngps[row] ?? 0,
  };
}

function isGuest(context: TickContext | undefined): boolean {
  return context === 'guest_exit_window' || context === 'run_loop';
}

function within(value: number, low: number, high: number): boolean {
  return value >= low && value <= high;
}

function rowsOf(table: TickTable, holds: (row: number) => boolean): number[] {
  return Array.from({ length: table.rows }, (_, row) => row).filter(holds);
}

function cannotFit(cause: string, value: string | null): RecordingError {
  const shown = value === null ? '' : `: ${value}`;
  return new RecordingError('table', [{ line: lineOfRow(0), field: null, value, message: `${cause}${shown}` }]);
}
