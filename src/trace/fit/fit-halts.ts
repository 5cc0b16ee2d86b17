import { quantileText } from '../../scenario/index.js';
import type { RecordedRun } from '../run/recorded-run.js';
import type { Finding } from './finding.js';
import type { TickContext } from '../tick-columns.js';
import type { TickGrid } from './tick-grid.js';
import { windowShare } from './window-time.js';

/** The least time that a window is given where no tick happened to hit it [ns]. */
const shortestNs = 50;
/** The longest cost that a scenario holds [ns]. */
const longestNs = 1e7;
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
  const share = (context: TickContext): number => windowShare(run, grid, context);
  const inLoopNs = perCycleNs(share('run_loop'));
  const switchNs = perCycleNs(share('kernel'));
  const costs = {
    blockNs: Math.round(inLoopNs / 2),
    schedInNs: Math.round(inLoopNs / 2),
    // A tick that comes during the switch to idle is taken behind it, in the idle task.
    idleEntryNs: Math.max(shortestNs, perCycleNs(share('idle_entry_window')) - switchNs),
    idleExitNs: perCycleNs(share('idle_exit_window')),
    switchNs,
  };
  const given = run.workload.arguments;
  const workUs = given.get('period_us') ?? share('guest_exit_window') * cycleUs;
  const haltUs = given.get('hlt_us') ?? share('idle') * cycleUs;
  // Two switches: to idle and back.
  const shownUs = (inLoopNs + costs.idleEntryNs + costs.idleExitNs + 2 * costs.switchNs) / 1000;
  const hiddenUs = Math.max(0, cycleUs - workUs - haltUs - shownUs);
  // Ticks that hit a world switch with interrupts off wait, and are taken in the window behind the exit.
  const switchUs = Math.min(hiddenUs, Math.max(0, share('guest_exit_window') * cycleUs - workUs));
  const wakeUs = hiddenUs - switchUs;
  const length = { medianUs: round(haltUs + wakeUs), p99Us: round(haltUs + 2 * wakeUs) };
  const quantilesUs = quantileText([haltUs, haltUs + 2 * wakeUs]);
  return {
    spec: {
      guest: { hlt: { workUs: Math.max(1, round(workUs)), length: { ...length, quantilesUs } } },
      costs: { ...costs, windowNs: nsOf(switchUs), wakeupNs: shortestNs },
    },
    identified: [
      { path: 'guest.hlt.workUs, guest.hlt.length', from: 'guest_args: what the guest programs' },
      { path: 'costs.blockNs, costs.schedInNs', from: 'ticks that hit the run loop, half each' },
      {
        path: 'costs.idleEntryNs, costs.idleExitNs, costs.switchNs',
        from: 'ticks that hit the idle task and the way back',
      },
      {
        path: 'costs.windowNs, guest.hlt.length',
        from: `what a cycle of ${cycleUs.toFixed(1)} us is longer than work, halt and these windows`,
      },
    ],
    unidentified: [
      {
        path: 'guest.hlt.length',
        reason: 'no table tells when the guest halts or wakes, so neither how the cycle locks to the tick',
        standsIn: 'a wake-up late by anything up to twice the mean, which keeps the cycle from locking',
      },
    ],
  };
}

function round(us: number): number {
  return Number(Math.max(0, us).toPrecision(6));
}

function nsOf(us: number): number {
  return Math.min(longestNs, Math.max(shortestNs, Math.round(us * 1000)));
}
