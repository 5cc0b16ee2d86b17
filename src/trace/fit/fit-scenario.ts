import { scenario, type ScenarioSpec } from '../../scenario/index.js';
import type { RecordedRun } from '../run/recorded-run.js';
import { joined, type Finding } from './finding.js';
import { fitCallers } from './fit-callers.js';
import { fitDurations } from './fit-durations.js';
import { fitEmulatedHalts } from './fit-emulated-halts.js';
import { fitExits } from './fit-exits.js';
import { fitGpKthread } from './fit-gp-kthread.js';
import { fitHalts } from './fit-halts.js';
import { fitHost } from './fit-host.js';
import { fitHousekeeping } from './fit-housekeeping.js';
import { fitIdle } from './fit-idle.js';
import { fitTicks } from './fit-ticks.js';
import { fitTurns } from './fit-turns.js';
import { tickGrid, withoutLateness } from './tick-grid.js';
import { turnGrid } from './turn-grid.js';

/** The scenario of a recording: what was found, from what, and what could not be. */
export interface FittedScenario extends Finding {
  /** The recording that it was fitted from. */
  readonly recording: string;
}

/**
 * Returns a scenario that does what a recorded machine did: its tick sources, exits, halts, callers of `synchronize_rcu()`,
 * the housekeeping CPU's delays and the durations, each from the recording alone.
 *
 * @param run - from `loadRun` or `recordedRun`
 * @throws ScenarioError if what was found is no valid scenario
 */
export function fitScenario(run: RecordedRun): FittedScenario {
  const ticksGrid = tickGrid(run);
  const halts = fitEmulatedHalts(run);
  const turns = halts === null ? turnGrid(run, ticksGrid) : null;
  const grid = turns?.tickGrid ?? (halts === null ? ticksGrid : withoutLateness(ticksGrid));
  const finding = joined([
    fitHost(run),
    fitTicks(run, grid),
    fitIdle(run, grid),
    fitCallers(run, grid),
    fitHousekeeping(run, grid),
    fitDurations(run, turns),
    fitGpKthread(run, grid, turns !== null),
    fitExits(run, grid),
    ...(turns === null ? [] : [fitTurns(turns)]),
    halts ?? fitHalts(run, grid),
  ]);
  scenario(finding.spec satisfies ScenarioSpec);
  return { ...finding, recording: run.name };
}
