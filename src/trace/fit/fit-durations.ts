import type { RecordedRun } from '../run/recorded-run.js';
import type { KeptQuantiles } from '../run/summary.js';
import type { TraceTimeline } from '../timeline/timeline.js';
import { joined, type Finding, type Identified, type Unidentified } from './finding.js';
import { measuredQuantiles } from './measured-quantiles.js';
import type { TurnGrid } from './turn-grid.js';

/** Fewer samples than this are no distribution. */
const fewest = 20;

/**
 * Returns how long handlers and rcuc took, from the raw trace, or as far as a summary keeps them.
 *
 * @param turns - how the CPUs share one thread; null: they don't
 */
export function fitDurations(run: RecordedRun, turns: TurnGrid | null): Finding {
  const { timeline } = run;
  if (timeline === null) return fromSummary(run, turns);
  const identified: Identified[] = [];
  const unidentified: Unidentified[] = [];
  const found = (path: string, valuesUs: readonly number[], what: string): string | undefined => {
    if (valuesUs.length < fewest) {
      unidentified.push({ path, reason: `only ${valuesUs.length} ${what}`, standsIn: 'the default of the scenario' });
      return undefined;
    }
    identified.push({ path, from: `${valuesUs.length} ${what}` });
    return measuredQuantiles(valuesUs);
  };
  const tick = found('costs.tick', tickStaysUs(timeline, run), 'stays outside the guest for a tick alone');
  const rcuc = found('costs.rcuc', rcucRunsUs(timeline, run), 'runs of rcuc in place of the vCPU');
  return {
    spec: {
      costs: {
        ...(tick === undefined ? {} : { tick: { quantilesUs: tick } }),
        ...(rcuc === undefined ? {} : { rcuc: { quantilesUs: rcuc } }),
      },
    },
    identified,
    unidentified,
  };
}

/** A table has no durations, but its summary keeps a few quantiles of some. */
function fromSummary(run: RecordedRun, turns: TurnGrid | null): Finding {
  return joined([fromKept('tick', tickSpread(run, turns)), fromKept('rcuc', rcucSpread(run, turns))]);
}

interface KeptSpread {
  readonly spread: { readonly medianUs: number; readonly p99Us: number };
  readonly from: string;
}

function fromKept(name: 'tick' | 'rcuc', kept: KeptSpread | null): Finding {
  const path = `costs.${name}`;
  if (kept !== null) {
    return { spec: { costs: { [name]: kept.spread } }, identified: [{ path, from: kept.from }], unidentified: [] };
  }
  const reason = 'a table has no durations, and no summary beside it has this one (fit the raw trace)';
  return { spec: {}, identified: [], unidentified: [{ path, reason, standsIn: 'the default of the scenario' }] };
}

function tickSpread(run: RecordedRun, turns: TurnGrid | null): KeptSpread | null {
  const { timerIrq } = run.summary;
  if (timerIrq !== null) return { spread: lognormal(timerIrq), from: 'summary: timer interrupts, from entry to exit' };
  const stayUs = shortestTickStayUs(run, turns);
  if (stayUs === null) return null;
  const from = 'summary: the shortest stays outside the guest with a tick';
  return { spread: { medianUs: stayUs, p99Us: stayUs }, from };
}

function rcucSpread({ summary }: RecordedRun, turns: TurnGrid | null): KeptSpread | null {
  if (summary.rcuc === null) return null;
  return { spread: lognormal(withoutTurns(summary.rcuc, turns)), from: 'summary: runs of rcuc in place of the vCPU' };
}

/** The guest's own share of all exits: of a guest that makes none, and where it makes nearly half of them. */
const ownShares = { none: 0.01, nearlyHalf: { least: 0.4, most: 0.5 } } as const;

/**
 * The median of all stays outside the guest is that of a tick where the guest makes no exits of its own, less a turn of the
 * housekeeping CPU where that is in it; and the shortest with a tick where it makes nearly half of them, which are shorter.
 */
function shortestTickStayUs({ summary, workload }: RecordedRun, turns: TurnGrid | null): number | null {
  const { exitStays } = summary;
  if (exitStays === null || workload.guestExits === null) return null;
  const { none, nearlyHalf } = ownShares;
  const ownShare = workload.guestExits / exitStays.exits;
  if (ownShare >= nearlyHalf.least && ownShare <= nearlyHalf.most) return exitStays.medianUs;
  if (ownShare > none || turns === null) return null;
  return exitStays.medianUs > 1e6 / turns.sliceHz ? exitStays.medianUs - turns.tickUs : exitStays.medianUs;
}

/** Of the longer runs each holds a whole turn of the housekeeping CPU, which comes on top of the others. */
function withoutTurns(runs: KeptQuantiles, turns: TurnGrid | null): KeptQuantiles {
  const sliceUs = turns === null ? Infinity : 1e6 / turns.sliceHz;
  if (runs.p90Us <= sliceUs) return runs;
  const p50Us = Math.min(runs.p50Us, runs.p90Us - sliceUs);
  return { p50Us, p90Us: p50Us, p99Us: Math.max(p50Us, runs.p99Us - sliceUs) };
}

function lognormal({ p50Us, p99Us }: KeptQuantiles): { medianUs: number; p99Us: number } {
  const medianUs = Math.max(0.1, p50Us);
  return { medianUs, p99Us: Math.min(medianUs * 1000, Math.max(medianUs, p99Us)) };
}

/** From the guest's exit to its next entry, where a tick came in between and rcuc did not [us]. */
function tickStaysUs({ cpus }: TraceTimeline, run: RecordedRun): number[] {
  const stays: number[] = [];
  const elsewhere = run.meta.virtualTime ? activityElsewhere(cpus, run) : [];
  for (const { cpu, marks } of cpus) {
    if (!run.vcpuCpus.includes(cpu)) continue;
    let sinceNs = NaN;
    let ticked = false;
    for (let row = 0; row < marks.length; row++) {
      const kind = marks.kind(row);
      if (kind === 'guest-exit') [sinceNs, ticked] = [marks.timeNs(row), false];
      else if (kind === 'tick') ticked = true;
      else if (kind === 'guest-enter') {
        const lengthNs = marks.timeNs(row) - sinceNs;
        const alone = !anyBetween(elsewhere, sinceNs, marks.timeNs(row));
        if (ticked && alone && inside(run, sinceNs) && lengthNs < 1e9 / run.meta.hz) stays.push(lengthNs / 1000);
        sinceNs = NaN;
      } else if (kind !== 'preempt-enable' && kind !== 'quiescent-state') sinceNs = NaN;
    }
  }
  return stays;
}

/**
 * When other CPUs did something, ascending [ns]. In virtual time the CPUs take turns on one thread of the emulator: a stay in
 * which another CPU did something holds that CPU's turn as well.
 */
function activityElsewhere(cpus: TraceTimeline['cpus'], run: RecordedRun): number[] {
  return cpus
    .filter(({ cpu }) => !run.vcpuCpus.includes(cpu))
    .flatMap(({ marks }) => Array.from({ length: marks.length }, (_, row) => marks.timeNs(row)))
    .sort((a, b) => a - b);
}

function anyBetween(sorted: readonly number[], fromNs: number, untilNs: number): boolean {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (sorted[middle]! < fromNs) low = middle + 1;
    else high = middle;
  }
  return (sorted[low] ?? Infinity) <= untilNs;
}

function rcucRunsUs({ cpus }: TraceTimeline, run: RecordedRun): number[] {
  const lengths: number[] = [];
  for (const { cpu, rcucRuns } of cpus) {
    if (!run.vcpuCpus.includes(cpu)) continue;
    for (let row = 0; row < rcucRuns.length; row++) {
      const startNs = rcucRuns.startNs(row);
      if (rcucRuns.after(row) === 'vcpu' && inside(run, startNs)) lengths.push((rcucRuns.endNs(row) - startNs) / 1000);
    }
  }
  return lengths;
}

function inside({ startSec, endSec }: RecordedRun, timeNs: number): boolean {
  return timeNs >= startSec * 1e9 && timeNs <= endSec * 1e9;
}
