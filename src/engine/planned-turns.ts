import { clock } from './clocks.js';
import { cpuOf, type Host } from './host.js';
import { stealCpu } from './steal.js';
import { planTurns } from './turn-plan.js';

/**
 * The next turn of the housekeeping CPU begins, at its tick or later: the first vCPU's CPU stands still. All turns up to the next
 * tick are planned at a tick, whatever timers expire and whoever halts in between.
 */
export function takePlannedTurn(host: Host): void {
  const { clocks, facts, nowNs } = host;
  const edgeNs = Math.floor(nowNs / facts.tickNs) * facts.tickNs;
  const nextEdgeNs = edgeNs + facts.tickNs;
  if (nowNs === edgeNs) host.turns = planTurns(host, edgeNs).filter(({ startNs }) => startNs < nextEdgeNs);
  const turn = host.turns[0];
  if (turn?.startNs === nowNs) {
    host.turns.shift();
    stealCpu(host, cpuOf(host, 1), turn.lengthNs);
  }
  clocks[clock.turn] = host.turns[0]?.startNs ?? nextEdgeNs;
}
