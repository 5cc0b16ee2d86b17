import { clock } from './clocks.js';
import type { Host } from './host.js';
import { cleanUpInTurn } from './thread-turn.js';
import { addCleanupTurn } from './turn-plan.js';

/** Returns whether nothing holds the running grace period any more. */
export function gracePeriodComplete(host: Host): boolean {
  const { gp, rnp, nowNs } = host;
  const othersDone = gp.othersBusyUntilNs <= nowNs && (!gp.othersIdle || gp.firstScanDone);
  return rnp.qsmask === 0 && gp.blockers === 0 && othersDone;
}

/** Wakes the grace-period kthread if the last quiescent state is in: it cleans up instead of waiting for its next scan. */
export function wakeGpKthread(host: Host): void {
  const { clocks, gp, nowNs, scenario } = host;
  if (!hasToCleanUp(host)) return;
  gp.phase = 'cleanup';
  clocks[clock.gpKthread] = nowNs + scenario.costs.gpCleanupNs;
}

/** The same from an isolated CPU; where it shares its thread with the kthread's CPU, that one's turn has to come first. */
export function wakeGpKthreadRemotely(host: Host): void {
  const { clocks, facts, gp, scenario } = host;
  const { turnUs, sliceHz } = scenario.nested;
  if (turnUs === undefined || sliceHz === undefined) {
    wakeGpKthread(host);
    return;
  }
  if (!hasToCleanUp(host)) return;
  if (facts.roundRobin) cleanUpInTurn(host);
  else clocks[clock.gpKthread] = addCleanupTurn(host, scenario.costs.gpCleanupNs, sliceHz);
  gp.phase = 'cleanup';
}

function hasToCleanUp(host: Host): boolean {
  return host.gp.phase === 'wait' && gracePeriodComplete(host);
}
