import type { RecordedRun } from '../run/recorded-run.js';
import type { Finding } from './finding.js';
import type { TickGrid } from './tick-grid.js';

/** A CPU that is busy and has a tick in at least this share of its periods has something that holds the tick on. */
const heldShare = 0.6;

/** Returns what makes the tick run on the vCPU's CPU. */
export function fitTicks(run: RecordedRun, grid: TickGrid): Finding {
  const { ticks, startSec, endSec } = run;
  const spanSec = endSec - startSec;
  const busy = ticks.filter(({ context }) => context !== 'idle').length;
  const periods = spanSec / grid.tickSec;
  const idleTicks = ticks.length - busy;
  // Idle may stop the tick whatever holds it elsewhere, so periods without a tick are put down to idle first.
  const keptOn = ticks.length / periods >= heldShare || (idleTicks > 0 && busy > idleTicks && busy / periods > 0.2);
  const phaseUs = Math.round(grid.phaseSec * 1e7) / 10;
  const timersPerSec = keptOn ? 0 : Number((busy / spanSec).toPrecision(3));
  return {
    spec: { ticks: { phaseUs, keptOn, timersPerSec, dependencyPerSec: 0, otherIrqsPerSec: 0 } },
    identified: [
      { path: 'ticks.keptOn', from: `${ticks.length} ticks in ${Math.round(periods)} tick periods` },
      {
        path: 'ticks.phaseUs',
        from: grid.dueAtEdges
          ? 'edges of the kernel’s tick; turns on a shared thread make ticks late'
          : 'median time from the edge to the tick of the vCPU’s CPU',
      },
    ],
    unidentified: keptOn
      ? []
      : [
          {
            path: 'ticks.timersPerSec',
            reason: 'what fires single ticks is not recorded, only that they fire',
            standsIn: `pinned timers at random, ${timersPerSec} /s`,
          },
        ],
  };
}
