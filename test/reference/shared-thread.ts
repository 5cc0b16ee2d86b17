import { housekeepingWork } from './housekeeping-work.js';
import { stealFor } from './level-0.js';
import type { NaiveHost } from './naive-host.js';
import { tickNs } from './naive-jiffies.js';
import type { Turn } from './turn.js';
import { nextGridPointNs, turnsOnGrid } from './turns-on-grid.js';
import { quantileNs, uniform } from './world-draws.js';

/** A tick plans its turns, or the start of a planned turn has come; or both. */
export function takeTurn(host: NaiveHost): void {
  const { nowNs, scenario, sharedThread, cpus } = host;
  const place = Math.floor(nowNs / tickNs(scenario));
  const nextEdgeNs = (place + 1) * tickNs(scenario);
  if (nowNs === place * tickNs(scenario)) sharedThread.turns = planTurns(host, place);
  const starts = sharedThread.turns.map(({ startNs }) => startNs);
  sharedThread.nextNs = Math.min(nextEdgeNs, ...starts.filter((startNs) => startNs > nowNs));
  const turn = sharedThread.turns.find(({ startNs }) => startNs === nowNs);
  if (turn !== undefined) stealFor(host, cpus[0], turn.lengthNs);
}

function planTurns(host: NaiveHost, place: number): readonly Turn[] {
  const { scenario } = host;
  const { turnUs = '0', sliceHz } = scenario.nested;
  const edgeNs = place * tickNs(scenario);
  const nextEdgeNs = edgeNs + tickNs(scenario);
  const tickWorkNs = quantileNs(turnUs, uniform(scenario, 'turn', place, 1));
  if (sliceHz === undefined) return [{ startNs: edgeNs, lengthNs: tickWorkNs }];
  const due = housekeepingWork(host).filter(({ timeNs }) => timeNs < nextEdgeNs);
  return turnsOnGrid(host, { edgeNs, nextEdgeNs, tickWorkNs, due }, sliceHz);
}

/** Returns the turn in which the kthread cleans up that CPU 1 or 2 has just woken; null if it need not wait for one. */
export function cleanupTurn({ nowNs, scenario }: NaiveHost): Turn | null {
  const { turnUs, sliceHz } = scenario.nested;
  if (turnUs === undefined || sliceHz === undefined) return null;
  return { startNs: nextGridPointNs(nowNs, sliceHz), lengthNs: scenario.costs.gpCleanupNs };
}

/** Plans one more turn, unless one starts just then or the next tick plans anew before. */
export function addTurn({ nowNs, scenario, sharedThread }: NaiveHost, turn: Turn): void {
  const nextEdgeNs = (Math.floor(nowNs / tickNs(scenario)) + 1) * tickNs(scenario);
  if (turn.startNs >= nextEdgeNs || sharedThread.turns.some(({ startNs }) => startNs === turn.startNs)) return;
  sharedThread.turns = [...sharedThread.turns, turn];
  sharedThread.nextNs = Math.min(sharedThread.nextNs, turn.startNs);
}
