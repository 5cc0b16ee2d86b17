import { quantileText } from '../../scenario/index.js';
import type { RecordedRun } from '../run/recorded-run.js';
import type { TickContext } from '../tick-columns.js';
import type { Finding } from './finding.js';
import type { TickGrid } from './tick-grid.js';
import { windowShare } from './window-time.js';

/** Fewer ticks than this find the CPU idle where it is that before the guest starts and after it ends alone. */
const leastIdleShare = 0.15;
/** The shortest time that is told [us]. */
const leastUs = 0.1;

/** Returns whether the VMM sleeps between its runs of the guest: it was told to, or ticks find the CPU idle though the guest never halts. */
export function vmmSleeps({ ticks, workload }: RecordedRun): boolean {
  const told = workload.arguments.get('usleep_us') ?? 0;
  const idle = ticks.filter(({ context }) => context === 'idle').length;
  return told > 0 || idle > leastIdleShare * ticks.length;
}

/**
 * Returns how long the VMM sleeps after an exit, and how long its CPU is in the windows around that, by how often ticks hit them. A
 * tick that comes during a switch is taken behind it: on the way to sleep in the idle task, on the way back in the VMM's.
 */
export function fitVmmSleep(run: RecordedRun, grid: TickGrid, exitsPerSec: number): Finding {
  const usPerExit = (context: TickContext): number => (1e6 * windowShare(run, grid, context)) / exitsPerSec;
  const idleEntryUs = usPerExit('idle_entry_window');
  const switchUs = idleEntryUs / 2;
  // To user mode, from there, and into a system call and back out of it.
  const kernelUs = Math.max(0, usPerExit('kernel') - switchUs) / 4;
  const userUs = rounded(usPerExit('user') / 2);
  const sleepUs = rounded(kernelUs + idleEntryUs + usPerExit('idle'));
  const ns = (us: number): number => Math.round(1000 * us);
  return {
    spec: {
      guest: {
        userspace: { medianUs: userUs, p99Us: userUs },
        betweenCallsUs: userUs,
        sleepUs: quantileText([sleepUs]),
      },
      costs: {
        toUserNs: ns(kernelUs),
        fromUserNs: ns(kernelUs),
        blockNs: ns(kernelUs),
        schedInNs: ns(kernelUs),
        switchNs: ns(switchUs),
        idleEntryNs: ns(idleEntryUs - switchUs),
        idleExitNs: ns(usPerExit('idle_exit_window')),
      },
    },
    identified: [
      { path: 'guest.sleepUs', from: 'ticks that hit idle and the way there' },
      {
        path: 'guest.userspace, guest.betweenCallsUs',
        from: 'ticks that hit user mode, before and after it half each',
      },
      {
        path: 'costs.toUserNs, .fromUserNs, .blockNs, .schedInNs',
        from: 'ticks that hit the kernel outside the run loop, a quarter each of what is no switch',
      },
      {
        path: 'costs.switchNs, .idleEntryNs',
        from: 'ticks that hit the idle task before its extended quiescent state, half each',
      },
    ],
    unidentified: [
      {
        path: 'guest.sleepUs',
        reason: 'no table tells when the VMM sleeps or wakes',
        standsIn: 'the same length each time',
      },
    ],
  };
}

function rounded(us: number): number {
  return Number(Math.max(leastUs, us).toPrecision(5));
}
