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
  /** Returns the number of the tick period that a time lies in. */
  readonly periodOf: (timeSec: number) => number;
  /** Returns when the vCPU's CPU handled its tick of a period [s]; undefined where it had none. */
  readonly tickOf: (period: number) => number | undefined;
}

/** Returns the grid of a run. */
export function tickGrid({ meta, ticks }: RecordedRun): TickGrid {
  const tickSec = 1 / meta.hz;
  const periodOf = (timeSec: number): number => Math.floor(timeSec / tickSec);
  const times = new Map(ticks.map(({ timeSec }) => [periodOf(timeSec), timeSec]));
  const phaseSec = medianOf(ticks.map(({ timeSec }) => timeSec - periodOf(timeSec) * tickSec));
  return { tickSec, phaseSec, periodOf, tickOf: (period) => times.get(period) };
}

/** Returns the grid on which ticks are due at their edges: what makes them late is known. */
export function withoutLateness(grid: TickGrid): TickGrid {
  return { ...grid, phaseSec: 0, tickOf: () => undefined };
}
