import type { RecordedRun } from '../run/recorded-run.js';
import type { KeptQuantiles } from '../run/summary.js';
import type { TraceTimeline } from '../timeline/timeline.js';
import type { Finding, Identified, Unidentified } from './finding.js';
import { measuredQuantiles, medianOf } from './measured-quantiles.js';

/** Fewer samples than this are no distribution. */
const fewest = 20;

/** Returns how long handlers and rcuc took, from the raw trace, or as far as a summary keeps them. */
export function fitDurations(run: RecordedRun): Finding {
  const { timeline } = run;
  if (timeline === null) return fromSummary(run);
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
  const init = medianOf(stretchesNs(timeline, 'start'));
  const cleanup = medianOf(stretchesNs(timeline, 'end'));
  return {
    spec: {
      costs: {
        ...(tick === undefined ? {} : { tick: { quantilesUs: tick } }),
        ...(rcuc === undefined ? {} : { rcuc: { quantilesUs: rcuc } }),
        ...(Number.isNaN(init) ? {} : { gpInitNs: Math.round(init) }),
        ...(Number.isNaN(cleanup) ? {} : { gpCleanupNs: Math.round(cleanup) }),
      },
    },
    identified,
    unidentified,
  };
}

/** A table has no durations, but its summary keeps a few quantiles of some. */
function fromSummary({ summary }: RecordedRun): Finding {
  const { rcuc, timerIrq } = summary;
  const reason = 'a table has no durations, and no summary beside it has this one (fit the raw trace)';
  const standsIn = 'the default of the scenario';
  const known = [
    { path: 'costs.tick', kept: timerIrq, from: 'summary: timer interrupts, from entry to exit' },
    { path: 'costs.rcuc', kept: rcuc, from: 'summary: runs of rcuc in place of the vCPU' },
  ];
  return {
    spec: {
      costs: {
        ...(timerIrq === null ? {} : { tick: lognormal(timerIrq) }),
        ...(rcuc === null ? {} : { rcuc: lognormal(rcuc) }),
      },
    },
    identified: known.flatMap(({ path, kept, from }) => (kept === null ? [] : [{ path, from }])),
    unidentified: [
      ...known.flatMap(({ path, kept }) => (kept === null ? [{ path, reason, standsIn }] : [])),
      { path: 'costs.gpInitNs, costs.gpCleanupNs', reason: 'a table has no durations (fit the raw trace)', standsIn },
    ],
  };
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

/** How long the kthread takes to start or to end a grace period [ns]. */
function stretchesNs({ gracePeriods }: TraceTimeline, which: 'start' | 'end'): number[] {
  const { periods, stretches } = gracePeriods;
  const edges = new Set(periods.map(({ startNs, endNs }) => (which === 'start' ? startNs : endNs)));
  return stretches
    .filter(({ startNs, endNs }) => edges.has(which === 'start' ? endNs : startNs))
    .map(({ startNs, endNs }) => endNs - startNs);
}

function inside({ startSec, endSec }: RecordedRun, timeNs: number): boolean {
  return timeNs >= startSec * 1e9 && timeNs <= endSec * 1e9;
}
