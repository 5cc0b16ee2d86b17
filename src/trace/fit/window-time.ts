import type { RecordedRun } from '../run/recorded-run.js';
import type { TickContext } from '../tick-columns.js';
import type { TickGrid } from './tick-grid.js';

/**
 * Returns the share of time that the vCPU's CPU spent in a window: its ticks sample where the CPU is, once a period. A period
 * without a tick is one of idle.
 */
export function windowShare(run: RecordedRun, grid: TickGrid, context: TickContext): number {
  const periods = Math.max(run.ticks.length, (run.endSec - run.startSec) / grid.tickSec);
  const hits = run.ticks.filter((tick) => tick.context === context).length;
  const missing = periods - run.ticks.length;
  return (hits + (context === 'idle' ? missing : 0)) / periods;
}
