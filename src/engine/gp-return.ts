import { drawUniform } from '../random/index.js';
import { clock } from './clocks.js';
import type { Host } from './host.js';
import { actsAtTicks, atNextTick } from './housekeeping.js';

/** The draw, beside the others of a grace period's tick period, for callbacks that the caller leaves. */
const followUpLane = 2;

/**
 * The callers of `synchronize_rcu()` that the grace period served return: by way of rcuog and rcuop, at once if the kthread
 * wakes them itself, or with the housekeeping CPU's next tick, which invokes its own callbacks. Then they think, and may
 * leave callbacks behind that need one more grace period.
 */
export function returnToCallers(host: Host): void {
  const { clocks, gp, nowNs, recorder, scenario } = host;
  const { followUpShare = 0, thinkMs } = scenario.gracePeriods;
  const returnNs = returnTimeNs(host);
  for (const calledNs of gp.served) recorder.syncRcu(returnNs - calledNs, 1);
  gp.served = [];
  if (thinkMs !== null) clocks[clock.closedRequest] = returnNs + Math.round(thinkMs * 1_000_000);
  if (followUpShare === 0) return;
  const place = Math.floor(nowNs / host.facts.tickNs);
  if (drawUniform(host.world.streams.others, place, followUpLane) < followUpShare) clocks[clock.followUp] = returnNs;
}

function returnTimeNs(host: Host): number {
  const { gracePeriods, costs } = host.scenario;
  if (gracePeriods.wakeFromGp) return host.nowNs;
  if (actsAtTicks(host)) return atNextTick(host, host.nowNs);
  return host.nowNs + Math.round(costs.callbackPathUs * 1000);
}
