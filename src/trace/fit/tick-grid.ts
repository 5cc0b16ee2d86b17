import type { RecordedRun } from '../run/recorded-run.js';
import { medianOf } from './measured-quantiles.js';

/**
 * The grid of the recording's ticks: edges are whole multiples of a tick of the recording's clock, as the kernel aligns them;
 * ticks are handled a while after their edge.
 */
export interface TickGrid {
  readonly tickSec: number;
  /** How long after the edge a tick of the vCPU's CPU is usually handled [s]. */
  readonly phaseSec: number;
  /** Ticks are due at their edges: what makes them late is known, and is no part of the phase. */
  readonly dueAtEdges: boolean;
  /** Returns the number of the tick period that a time lies in. */
  readonly periodOf: (timeSec: number) => number;
  /** Returns when the vCPU's CPU handled its tick of a period [s]; undefined where it had none. */
  readonly tickOf: (period: number) => number | undefined;
  /** Returns how long after its tick the housekeeping CPU did something [us], counted as the scenario counts it. */
  readonly housekeepingDelayUs: (timeSec: number) => number;
  /** Returns the same for what it does as a rule, from many times at which it did. */
  readonly usualDelayUs: (timesSec: readonly number[]) => number;
}

/** Returns the grid of a run. */
export function tickGrid({ meta, ticks }: RecordedRun): TickGrid {
  const tickSec = 1 / meta.hz;
  const periodOf = (timeSec: number): number => Math.floor(timeSec / tickSec);
  const times = new Map(ticks.map(({ timeSec }) => [periodOf(timeSec), timeSec]));
  const phaseSec = medianOf(ticks.map(({ timeSec }) => timeSec - periodOf(timeSec) * tickSec));
  const tickOf = (period: number) => times.get(period);
  // Against the tick of the vCPU's CPU in the same period, so that it falls before or after that as often as it did.
  const housekeepingDelayUs = (timeSec: number): number => {
    const tickAtSec = tickOf(periodOf(timeSec));
    return 1e6 * (tickAtSec === undefined ? timeSec - periodOf(timeSec) * tickSec : phaseSec + timeSec - tickAtSec);
  };
  return { tickSec, phaseSec, dueAtEdges: false, periodOf, tickOf, ...delays(housekeepingDelayUs) };
}

/** Returns the grid on which ticks are due at their edges: what makes them late is known. */
export function withoutLateness(grid: TickGrid): TickGrid {
  const housekeepingDelayUs = (timeSec: number): number => 1e6 * (timeSec - grid.periodOf(timeSec) * grid.tickSec);
  return { ...grid, phaseSec: 0, dueAtEdges: true, tickOf: () => undefined, ...delays(housekeepingDelayUs) };
}

type Delays = Pick<TickGrid, 'housekeepingDelayUs' | 'usualDelayUs'>;

function delays(housekeepingDelayUs: TickGrid['housekeepingDelayUs']): Delays {
  return { housekeepingDelayUs, usualDelayUs: (timesSec) => medianOf(timesSec.map(housekeepingDelayUs)) };
}
