import { clock } from './clocks.js';
import type { Host } from './host.js';

/** Returns whether nothing holds the running grace period any more. */
export function gracePeriodComplete(host: Host): boolean {
  const { gp, rnp, nowNs } = host;
  const othersDone = gp.othersBusyUntilNs <= nowNs && (!gp.othersIdle || gp.firstScanDone);
  return rnp.qsmask === 0 && gp.blockers === 0 && othersDone;
}

/** Wakes the grace-period kthread if the last quiescent state is in: it cleans up instead of waiting for its next scan. */
export function wakeGpKthread(host: Host): void {
  const { gp } = host;
  if (gp.phase !== 'wait' || !gracePeriodComplete(host)) return;
  gp.phase = 'cleanup';
  host.clocks[clock.gpKthread] = host.nowNs + host.scenario.costs.gpCleanupNs;
}
