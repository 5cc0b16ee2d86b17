import { housekeepingWork } from './housekeeping-work.js';
import { stealFor } from './level-0.js';
import type { NaiveHost } from './naive-host.js';
import { tickNs } from './naive-jiffies.js';
import type { Turn } from './turn.js';
import { turnsOnGrid } from './turns-on-grid.js';
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
  const { turnUs = '0', sliceUs, sliceHz } = scenario.nested;
  const edgeNs = place * tickNs(scenario);
  const nextEdgeNs = edgeNs + tickNs(scenario);
  const tickWorkNs = quantileNs(turnUs, uniform(scenario, 'turn', place, 1));
  const due = housekeepingWork(host).filter(({ timeNs }) => timeNs < nextEdgeNs);
  if (sliceHz !== undefined) return turnsOnGrid(host, { edgeNs, nextEdgeNs, tickWorkNs, due }, sliceHz);
  if (sliceUs === undefined || due.length === 0) return [{ startNs: edgeNs, lengthNs: tickWorkNs }];
  const firstDueNs = Math.min(...due.map(({ timeNs }) => timeNs));
  return turnsOfSlices(edgeNs, Math.round(sliceUs * 1000), firstDueNs);
}

/** One slice, and as long after it a second one, if there is still something to do. */
function turnsOfSlices(edgeNs: number, sliceNs: number, workNs: number): readonly Turn[] {
  const first = { startNs: edgeNs, lengthNs: sliceNs };
  const againNs = edgeNs + 2 * sliceNs;
  if (workNs <= againNs) return [first];
  return [first, { startNs: againNs, lengthNs: Math.min(sliceNs, workNs - againNs) }];
}
