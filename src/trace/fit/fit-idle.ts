import type { RecordedRun } from '../run/recorded-run.js';
import type { Finding } from './finding.js';
import type { TickGrid } from './tick-grid.js';

/** Of the edges that find the CPU idle, a governor lets few have a tick; without one the first of each stay has it. */
const tickingShare = 0.4;
/** Fewer edges than this tell nothing. */
const fewest = 50;

/** Returns how the vCPU's CPU idles: whether a tick comes in idle before it stops. */
export function fitIdle(run: RecordedRun, grid: TickGrid): Finding {
  const ticking = run.ticks.filter(({ context }) => context === 'idle').length;
  const periods = Math.round((run.endSec - run.startSec) / grid.tickSec);
  const edges = ticking + Math.max(0, periods - run.ticks.length);
  if (edges < fewest) return { spec: {}, identified: [], unidentified: [] };
  const idle = ticking / edges > tickingShare ? 'halt' : 'cstates';
  const from = `${ticking} of ${edges} edges in idle had a tick`;
  return { spec: { host: { idle } }, identified: [{ path: 'host.idle', from }], unidentified: [] };
}
