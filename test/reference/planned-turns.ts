import { kthreadActs, rcuEvents } from './due-events.js';
import { stealFor } from './level-0.js';
import type { NaiveHost } from './naive-host.js';
import { tickNs } from './naive-jiffies.js';
import type { Turn } from './turn.js';
import { nextGridPointNs, turnsOnGrid } from './turns-on-grid.js';
import { quantileNs, uniform } from './world-draws.js';

/** A tick plans its turns, or the start of a planned turn has come; or both. */
export function takePlannedTurn(host: NaiveHost): void {
  const { nowNs, scenario, sharedThread, cpus } = host;
  const place = Math.floor(nowNs / tickNs(scenario));
  const nextEdgeNs = (place + 1) * tickNs(scenario);
  if (nowNs === place * tickNs(scenario)) sharedThread.planned = planTurns(host, place);
  const starts = sharedThread.planned.map(({ startNs }) => startNs);
  sharedThread.turnEndsNs = Math.min(nextEdgeNs, ...starts.filter((startNs) => startNs > nowNs));
  const turn = sharedThread.planned.find(({ startNs }) => startNs === nowNs);
  if (turn !== undefined) stealFor(host, cpus[0], turn.lengthNs);
}

function planTurns(host: NaiveHost, place: number): readonly Turn[] {
  const { scenario } = host;
  const { turnUs = '0', sliceHz } = scenario.nested;
  const edgeNs = place * tickNs(scenario);
  const nextEdgeNs = edgeNs + tickNs(scenario);
  const tickWorkNs = quantileNs(turnUs, uniform(scenario, 'turn', place, 1));
  if (sliceHz === undefined) return [{ startNs: edgeNs, lengthNs: tickWorkNs }];
  const due = rcuEvents.filter((event) => event.timeNs(host) < nextEdgeNs);
  return turnsOnGrid(host, { edgeNs, nextEdgeNs, tickWorkNs, due }, sliceHz);
}

/** CPU 1 or 2 has woken the kthread: it cleans up in a turn of its own, if turns are planned on a grid. */
export function planCleanup(host: NaiveHost): void {
  const { nowNs, scenario, sharedThread } = host;
  const { turnUs, sliceHz } = scenario.nested;
  if (turnUs === undefined || sliceHz === undefined) return;
  const turn: Turn = { startNs: nextGridPointNs(nowNs, sliceHz), lengthNs: scenario.costs.gpCleanupNs };
  kthreadActs.setTo(host, turn.startNs + turn.lengthNs);
  const nextEdgeNs = (Math.floor(nowNs / tickNs(scenario)) + 1) * tickNs(scenario);
  if (turn.startNs >= nextEdgeNs || sharedThread.planned.some(({ startNs }) => startNs === turn.startNs)) return;
  sharedThread.planned = [...sharedThread.planned, turn];
  sharedThread.turnEndsNs = Math.min(sharedThread.turnEndsNs, turn.startNs);
}
