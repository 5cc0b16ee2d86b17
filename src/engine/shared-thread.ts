import { clock } from './clocks.js';
import { cpuOf, type Host } from './host.js';
import { stealCpu } from './steal.js';
import { planTurns } from './turn-plan.js';

/**
 * The next turn of the housekeeping CPU begins, at its tick or later: the first vCPU's CPU stands still.
 *
 * An emulator in virtual time runs the CPUs in turn on one thread. From a tick on the housekeeping CPU works for as long as the
 * tick and what is due for RCU take; where turns end before that, the other CPU has one in between.
 */
export function takeThread(host: Host): void {
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
