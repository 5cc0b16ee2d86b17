import type { RecordedRun } from '../run/recorded-run.js';
import type { Finding } from './finding.js';
import type { TickGrid } from './tick-grid.js';
import { windowShare } from './window-time.js';

/** The least time that a window is given where no tick happened to hit it [ns]. */
const shortestNs = 50;
/** Interval of the shortest cycle that a scenario holds [us]. */
const shortestCycleUs = 50;

/**
 * Returns how the guest halts: a cycle of work and HLT, as of a guest that waits for its timer; how long the host is in each
 * window around idle, by how often ticks hit it.
 */
export function fitHalts(run: RecordedRun, grid: TickGrid): Finding {
  const { mode, guestExits, guestSec } = run.workload;
  if (mode !== 'hlt') return { spec: {}, identified: [], unidentified: [] };
  if (guestExits === null || guestSec === null || guestExits < 1 || guestSec <= 0) {
    const reason = 'the meta file does not say how often the guest halts';
    return { spec: {}, identified: [], unidentified: [{ path: 'guest.hlt', reason, standsIn: 'no halts' }] };
  }
  const cycleUs = (1e6 * guestSec) / guestExits;
  const perCycleNs = (share: number): number => Math.max(shortestNs, Math.round(1000 * share * cycleUs));
  const share = (context: Parameters<typeof windowShare>[2]) => windowShare(run, grid, context);
  const inLoopNs = perCycleNs(share('run_loop'));
  const intervalUs = Math.max(shortestCycleUs, Math.round(cycleUs));
  return {
    spec: {
      guest: {
        instrument: 'cyclictest',
        idle: 'hlt',
        intervalUs,
        clockDriftPpm: Math.min(1000, Math.max(0, Number((((cycleUs - intervalUs) / intervalUs) * 1e6).toFixed(1)))),
        workUs: Number(Math.max(0, share('guest_exit_window') * cycleUs).toFixed(2)),
      },
      costs: {
        blockNs: Math.round(inLoopNs / 2),
        schedInNs: Math.round(inLoopNs / 2),
        idleEntryNs: perCycleNs(share('idle_entry_window')),
        idleExitNs: perCycleNs(share('idle_exit_window')),
        switchNs: perCycleNs(share('kernel')),
      },
    },
    identified: [
      { path: 'guest.intervalUs', from: `${guestExits} halts in ${guestSec} s` },
      { path: 'guest.workUs', from: 'ticks that hit the guest' },
      { path: 'costs.blockNs, costs.schedInNs', from: 'ticks that hit the run loop, half each' },
      {
        path: 'costs.idleEntryNs, costs.idleExitNs, costs.switchNs',
        from: 'ticks that hit the idle task and the way back',
      },
    ],
    unidentified: [
      {
        path: 'guest.intervalUs',
        reason: 'no table tells when the guest halts',
        standsIn: 'halts at fixed distance, with the recorded number of them',
      },
    ],
  };
}
