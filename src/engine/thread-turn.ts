import { clock } from './clocks.js';
import type { Host } from './host.js';
import { afterWorking, scheduled, withMore } from './housekeeping-work.js';
import { gridAfter } from './turn-grid.js';

/** A CPU on which the vCPU can be wakes the grace-period kthread, which cleans up when the housekeeping CPU has come to it. */
export function cleanUpInTurn(host: Host): void {
  const { clocks, nowNs, scenario, thread } = host;
  bringUpToDate(host);
  const work = withMore(host, thread.work, clock.gpKthread, scenario.costs.gpCleanupNs);
  if (thread.holder === 'housekeeping') thread.work = scheduled(host, work, nowNs);
  else {
    const untilNs = deadlineNs(host);
    clocks[clock.turn] = Math.min(clocks[clock.turn]!, untilNs);
    thread.work = scheduled(host, work, untilNs);
  }
}

/** The vCPU's CPU halts: the housekeeping CPU goes on at once with what it has to do. */
export function yieldThread({ clocks, nowNs, thread }: Host): void {
  if (thread.holder === 'vcpu' && thread.work.restNs > 0) clocks[clock.turn] = nowNs;
}

/** The halted guest's timer is left to the housekeeping CPU: its expiry ends a turn. */
export function expectGuestTimer({ clocks }: Host): void {
  clocks[clock.turn] = Math.min(clocks[clock.turn]!, clocks[clock.wake]!);
}

/** Takes off what the housekeeping CPU has done up to now, and takes up what the kthread has begun in its turn. */
export function bringUpToDate(host: Host): void {
  const { clocks, gp, nowNs, thread } = host;
  const doneNs = thread.holder === 'housekeeping' ? nowNs - thread.sinceNs : 0;
  thread.work = afterWorking(host, thread.work, doneNs);
  thread.sinceNs = nowNs;
  const kthreadNs = clocks[clock.gpKthread]! - nowNs;
  const busy = doneNs > 0 && (gp.phase === 'init' || gp.phase === 'cleanup') && kthreadNs > 0;
  const known = thread.work.dues.some((due) => due.clock === clock.gpKthread);
  if (busy && !known) thread.work = withMore(host, thread.work, clock.gpKthread, kthreadNs);
}

/** When the next timer of either CPU, or of the grid of turns, expires [ns]. */
export function deadlineNs({ clocks, nowNs, scenario, thread, vcpu }: Host): number {
  const wakeNs = !vcpu.wokenRemotely || vcpu.timerOnHousekeeping ? clocks[clock.wake]! : Infinity;
  const timers = [clocks[clock.tick1]!, wakeNs].filter((timeNs) => timeNs > nowNs);
  return Math.min(gridAfter(nowNs, scenario.nested.sliceHz!), thread.nextEdgeNs, ...timers);
}
