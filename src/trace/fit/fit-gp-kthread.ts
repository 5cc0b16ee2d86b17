import { fieldAt } from '../../scenario/index.js';
import type { RecordedRun } from '../run/recorded-run.js';
import type { TraceTimeline } from '../timeline/timeline.js';
import { emulatedSteps } from './emulated-steps.js';
import { joined, type Finding } from './finding.js';
import { startDelaysUs } from './fit-housekeeping.js';
import { medianOf } from './measured-quantiles.js';
import type { TickGrid } from './tick-grid.js';

/** What a processor takes for an instruction, about, for which the defaults of the scenario stand [ns]. */
const usualInstructionNs = 1;
/** Fewer scans than this tell nothing; nor do those of less than this share of the grace periods, which are out of the ordinary. */
const fewestScans = 10;
const usualShare = 0.2;

/**
 * Returns how long the grace-period kthread takes for its steps: as recorded, else by how slow the machine is.
 *
 * @param inTurns - its CPU shares one thread with the vCPU's, which stands still while the kthread is woken and cleans up
 */
export function fitGpKthread(run: RecordedRun, grid: TickGrid, inTurns: boolean): Finding {
  const scanNs = scanAfterStartNs(run, grid);
  const init: Finding = {
    spec: { costs: { gpInitNs: 0 } },
    identified: [
      { path: 'costs.gpInitNs', from: 'gracePeriods.housekeepingDelayUs, which lasts until a start is done' },
    ],
    unidentified: [],
  };
  return joined([
    init,
    inTurns ? cleanupTurn(run) : cleanup(run),
    step(run, 'fqsScanNs', scanNs, 'how much later after its tick the first scan comes than a start', 'too few scans'),
  ]);
}

function cleanup(run: RecordedRun): Finding {
  const cleanups = cleanupsNs(run.timeline);
  const from = `${cleanups.length} ends of grace periods`;
  return step(run, 'gpCleanupNs', medianOf(cleanups), from, 'a table has no durations (fit the raw trace)');
}

/** The whole turn counts, not the cleanup alone. */
function cleanupTurn({ workload }: RecordedRun): Finding {
  const { gpCleanup } = emulatedSteps;
  const reason = 'the turn in which the kthread wakes, cleans up and sleeps is not measured';
  const standsIn = `${gpCleanup} instructions, as in the raw trace of H1000_v0/spin_dep`;
  return {
    spec: { costs: { gpCleanupNs: gpCleanup * (workload.instructionNs ?? usualInstructionNs) } },
    identified: [],
    unidentified: [{ path: 'costs.gpCleanupNs', reason, standsIn }],
  };
}

type Step = 'gpCleanupNs' | 'fqsScanNs';

function step({ workload }: RecordedRun, name: Step, foundNs: number, from: string, reason: string): Finding {
  const path = `costs.${name}`;
  if (!Number.isNaN(foundNs)) {
    return { spec: { costs: { [name]: Math.round(foundNs) } }, identified: [{ path, from }], unidentified: [] };
  }
  const slowness = (workload.instructionNs ?? usualInstructionNs) / usualInstructionNs;
  if (slowness === 1) {
    return { spec: {}, identified: [], unidentified: [{ path, reason, standsIn: 'the default of the scenario' }] };
  }
  const standsIn = `${slowness} times the default, as the emulator takes ${workload.instructionNs} ns an instruction`;
  const costs = { [name]: Math.round(slowness * Number(fieldAt(path)?.default)) };
  return { spec: { costs }, identified: [], unidentified: [{ path, reason, standsIn }] };
}

/** How much later than a start a first scan comes after its tick, as a rule [ns]; NaN where too few are known. */
function scanAfterStartNs(run: RecordedRun, grid: TickGrid): number {
  const scansSec = run.gracePeriods.flatMap(({ firstScanSec }) => (firstScanSec === undefined ? [] : [firstScanSec]));
  // Against the tick of the vCPU's CPU, delays of one are no better than those of the other.
  if (!grid.dueAtEdges || scansSec.length < Math.max(fewestScans, usualShare * run.gracePeriods.length)) return NaN;
  return Math.max(0, 1000 * (grid.usualDelayUs(scansSec) - medianOf(startDelaysUs(run, grid))));
}

/** How long the kthread takes to end a grace period [ns]; none without a raw trace. */
function cleanupsNs(timeline: TraceTimeline | null): number[] {
  if (timeline === null) return [];
  const { periods, stretches } = timeline.gracePeriods;
  const ends = new Set(periods.map(({ endNs }) => endNs));
  return stretches.filter(({ startNs }) => ends.has(startNs)).map(({ startNs, endNs }) => endNs - startNs);
}
