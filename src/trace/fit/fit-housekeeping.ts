import type { RecordedRun } from '../run/recorded-run.js';
import type { Finding, Unidentified } from './finding.js';
import { measuredQuantiles } from './measured-quantiles.js';
import type { TickGrid } from './tick-grid.js';

/** Fewer starts or trials than this tell nothing of a distribution or a chance. */
const fewest = 10;
/** A start sooner than this after another grace period's end followed that, not a tick [ticks]. */
const followsEndTicks = 0.35;

/**
 * Returns how soon after its tick the housekeeping CPU does what it does for RCU, and how often its report is in the way of
 * the vCPU's CPU.
 */
export function fitHousekeeping(run: RecordedRun, grid: TickGrid): Finding {
  const delaysUs = startDelaysUs(run, grid);
  const lock = leafLockTrials(run, grid);
  const unidentified: Unidentified[] = [
    {
      path: 'gracePeriods.housekeepingDelayUs',
      reason:
        'tables show when grace periods start, not when the housekeeping CPU scans, reports or lets callers return',
      standsIn: 'the delay of the starts for all of them',
    },
  ];
  const enough = lock.trials >= fewest;
  if (!enough) {
    unidentified.push({
      path: 'gracePeriods.leafLockBusyShare',
      reason: `only ${lock.trials} ticks at which both CPUs ran RCU core for the same grace period`,
      standsIn: '0, the lock is always free',
    });
  }
  const leafLockBusyShare = enough ? Number((lock.failures / lock.trials).toFixed(4)) : undefined;
  return {
    spec: {
      gracePeriods: {
        housekeepingDelayUs: measuredQuantiles(delaysUs.length >= fewest ? delaysUs : [grid.phaseSec * 1e6]),
        ...(leafLockBusyShare === undefined || leafLockBusyShare === 0 ? {} : { leafLockBusyShare }),
      },
    },
    identified: [
      { path: 'gracePeriods.housekeepingDelayUs', from: `${delaysUs.length} starts of grace periods at ticks` },
      ...(enough
        ? [
            {
              path: 'gracePeriods.leafLockBusyShare',
              from: `${lock.failures} of ${lock.trials} runs of rcuc that learnt nothing of a grace period one tick old`,
            },
          ]
        : []),
    ],
    unidentified,
  };
}

/** How long after its tick the housekeeping CPU started grace periods that it did not start with the end of another [us]. */
export function startDelaysUs({ gracePeriods }: RecordedRun, grid: TickGrid): number[] {
  const delays: number[] = [];
  const { tickSec } = grid;
  gracePeriods.forEach(({ startSec }, i) => {
    const before = gracePeriods[i - 1];
    if (before !== undefined && (startSec - before.endSec) / tickSec < followsEndTicks) return;
    delays.push(Math.min(0.95e6 * tickSec, Math.max(0, grid.housekeepingDelayUs(startSec))));
  });
  return delays;
}

/** Runs of rcuc in the tick after a grace period's start, in which the housekeeping CPU reports; those that learnt nothing. */
function leafLockTrials({ ticks, gracePeriods }: RecordedRun, grid: TickGrid): { trials: number; failures: number } {
  const reportPeriods = new Set(gracePeriods.map(({ startSec }) => grid.periodOf(startSec) + 1));
  let trials = 0;
  let failures = 0;
  for (let i = 0; i + 1 < ticks.length; i++) {
    const [tick, next] = [ticks[i]!, ticks[i + 1]!];
    if (!tick.invoked || tick.cpuGpSeq === tick.leafGpSeq || tick.gpSeq % 4 === 0) continue;
    if (!reportPeriods.has(grid.periodOf(tick.timeSec))) continue;
    trials++;
    if (next.cpuGpSeq === tick.cpuGpSeq) failures++;
  }
  return { trials, failures };
}
