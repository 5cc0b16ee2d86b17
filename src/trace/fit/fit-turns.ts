import type { RecordedRun } from '../run/recorded-run.js';
import type { Finding } from './finding.js';
import { measuredQuantiles, quantileAt } from './measured-quantiles.js';
import type { TickGrid } from './tick-grid.js';

/** The earliest ticks of one CPU show how far into a tick the recorder looks; a few come oddly early. */
const earliest = 0.01;

/**
 * Returns how late the vCPU's CPU gets to its ticks on a machine whose CPUs share one thread: they are due at the same edge,
 * and it waits while the housekeeping CPU has its turn.
 */
export function fitTurns(run: RecordedRun, grid: TickGrid): Finding {
  const latenessUs = run.ticks.map(({ timeSec }) => 1e6 * (timeSec - grid.periodOf(timeSec) * grid.tickSec));
  const probeUs = quantileAt(
    latenessUs.toSorted((a, b) => a - b),
    earliest,
  );
  return {
    spec: {
      nested: { turnUs: measuredQuantiles(latenessUs.map((each) => Math.max(0, Number((each - probeUs).toFixed(1))))) },
    },
    identified: [{ path: 'nested.turnUs', from: `how late ${latenessUs.length} ticks of the vCPU’s CPU came` }],
    unidentified: [],
  };
}
