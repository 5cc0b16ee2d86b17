import type { RecordedRun, RunTick } from '../run/recorded-run.js';
import type { TickContext } from '../tick-columns.js';
import { commonest } from './commonest.js';
import { medianOf } from './measured-quantiles.js';
import { twoCpusShareThread } from './shared-thread.js';
import type { TickGrid } from './tick-grid.js';

/**
 * The cycle of a guest that works and halts, as the ticks betray it that hit the idle task: each says how long before it the
 * guest exited by HLT. Times are counted from that exit [us]; the edge of a tick is where it falls due, before any delay.
 */
export interface HaltCycle {
  /** Exits by HLT [us of the recording's clock], ascending. */
  readonly exitsUs: readonly number[];
  /** From exit to exit where nothing came in between. */
  readonly undisturbedUs: number;
  /** How many cycles lasted just that. */
  readonly undisturbed: number;
  readonly edges: readonly CycleEdge[];
}

/** An edge of the tick in a cycle. */
export interface CycleEdge {
  readonly period: number;
  /** From the last exit by HLT to the edge [us]. */
  readonly atUs: number;
  /** The tick of the edge; undefined where it was stopped. */
  readonly tick: RunTick | undefined;
  /** The first exit by HLT after the edge [us after the edge]; NaN where the recording misses it. */
  readonly untilExitUs: number;
  /** It is the last edge of its cycle. */
  readonly last: boolean;
}

/** Fewer undisturbed cycles than this tell no length. */
const fewest = 50;
/** Cycles are alike within this [us]. */
const resolutionUs = 3;
/** No two halts are nearer than this [us]. */
const sameHaltUs = 100;

/** Returns the cycle of the guest's halts; null where ticks show none, or none that repeats. */
export function haltCycle(run: RecordedRun, grid: TickGrid): HaltCycle | null {
  const given = run.workload.arguments;
  const plannedUs = (given.get('period_us') ?? NaN) + (given.get('hlt_us') ?? NaN);
  if (run.workload.mode !== 'hlt' || !twoCpusShareThread(run) || Number.isNaN(plannedUs)) return null;
  const exitsUs = haltExitsUs(run.ticks);
  // A longer one holds a halt in which no tick hit the idle task.
  const cycles = exitsUs.slice(1).flatMap((exitUs, i) => {
    const lengthUs = exitUs - exitsUs[i]!;
    return lengthUs < 1.5 * plannedUs ? [lengthUs] : [];
  });
  const usual = commonest(cycles, resolutionUs);
  if (usual.length < fewest) return null;
  const undisturbedUs = medianOf(usual);
  return { exitsUs, undisturbedUs, undisturbed: usual.length, edges: edgesOf(run, grid, exitsUs, 1.5 * plannedUs) };
}

/** Returns where one context of ticks at edges gives way to a later one: with the fewest edges on the wrong side [us]. */
export function boundaryUs(edges: readonly CycleEdge[], before: Where, after: Where): number {
  const early = edges.filter(({ tick }) => before(tick)).map(({ atUs }) => atUs);
  const late = edges.filter(({ tick }) => after(tick)).map(({ atUs }) => atUs);
  if (early.length < 3 || late.length < 3) return NaN;
  let best = { wrong: Infinity, sum: 0, count: 0 };
  for (const at of new Set([...early, ...late].map(Math.round))) {
    const wrong = early.filter((each) => each >= at).length + late.filter((each) => each < at).length;
    if (wrong < best.wrong) best = { wrong, sum: at, count: 1 };
    else if (wrong === best.wrong) best = { wrong, sum: best.sum + at, count: best.count + 1 };
  }
  return best.sum / best.count;
}

/** Says whether a tick hit some place. */
export type Where = (tick: RunTick | undefined) => boolean;

/** Returns whether ticks hit a context. */
export function hit(...contexts: readonly TickContext[]): Where {
  return (tick) => tick !== undefined && contexts.includes(tick.context);
}

function haltExitsUs(ticks: readonly RunTick[]): number[] {
  const exitsUs: number[] = [];
  for (const { context, sinceExitUs, timeSec } of ticks) {
    if ((context !== 'idle' && context !== 'idle_entry_window') || Number.isNaN(sinceExitUs)) continue;
    const exitUs = timeSec * 1e6 - sinceExitUs;
    if (exitUs - (exitsUs.at(-1) ?? -Infinity) > sameHaltUs) exitsUs.push(exitUs);
  }
  return exitsUs;
}

function edgesOf(run: RecordedRun, grid: TickGrid, exitsUs: readonly number[], longestUs: number): CycleEdge[] {
  const ticks = new Map(run.ticks.map((tick) => [grid.periodOf(tick.timeSec), tick]));
  const tickUs = grid.tickSec * 1e6;
  const edges: CycleEdge[] = [];
  exitsUs.forEach((exitUs, i) => {
    const nextUs = exitsUs[i + 1];
    const endUs = Math.min(nextUs ?? Infinity, exitUs + longestUs);
    for (let period = Math.ceil(exitUs / tickUs); period * tickUs < endUs; period++) {
      const edgeUs = period * tickUs;
      const untilExitUs = nextUs !== undefined && nextUs < exitUs + longestUs ? nextUs - edgeUs : NaN;
      const last = (period + 1) * tickUs >= (nextUs ?? 0);
      edges.push({ period, atUs: edgeUs - exitUs, tick: ticks.get(period), untilExitUs, last });
    }
  });
  return edges;
}
