import { clock } from './clocks.js';
import type { Host } from './host.js';
import { addCleanupTurn } from './turn-plan.js';

/** Returns whether nothing holds the running grace period any more. */
export function gracePeriodComplete(host: Host): boolean {
  const { gp, rnp, nowNs } = host;
  const othersDone = gp.othersBusyUntilNs <= nowNs && (!gp.othersIdle || gp.firstScanDone);
  return rnp.qsmask === 0 && gp.blockers === 0 && othersDone;
}

/** Wakes the grace-period kthread if the last quiescent state is in: it cleans up instead of waiting for its next scan. */
export function wakeGpKthread(host: Host): void {
  if (allowsCleanup(host)) host.clocks[clock.gpKthread] = host.nowNs + host.scenario.costs.gpCleanupNs;
}

/** The same from an isolated CPU; where it shares its thread with the kthread's CPU, that one's turn has to come first. */
export function wakeGpKthreadRemotely(host: Host): void {
  const { nested, costs } = host.scenario;
  if (nested.turnUs === undefined || nested.sliceHz === undefined) wakeGpKthread(host);
  else if (allowsCleanup(host)) host.clocks[clock.gpKthread] = addCleanupTurn(host, costs.gpCleanupNs, nested.sliceHz);
}

function allowsCleanup(host: Host): boolean {
  if (host.gp.phase !== 'wait' || !gracePeriodComplete(host)) return false;
  host.gp.phase = 'cleanup';
  return true;
}
