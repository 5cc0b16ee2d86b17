import { drawUniform } from '../random/index.js';
import { RCU_SEQ_STEP } from '../kernel/rcu-data.js';
import { clock } from './clocks.js';
import { trace, type Host } from './host.js';
import { actsAtTicks, atNextTick } from './housekeeping.js';
import { hostJiffies } from './timekeeping.js';
import { drawNs } from './world.js';

/** Draws that belong to the jiffy in which a grace period starts. */
const othersLane = { idle: 0, report: 1 } as const;

/** `synchronize_rcu()`: the callers wait for a grace period that starts from now on. */
export function callSynchronizeRcu(host: Host, callers: number): void {
  const waiters = host.gp.waiting;
  for (let i = 0; i < callers; i++) waiters.push(host.nowNs);
  requestGracePeriod(host);
}

/**
 * Asks for a grace period: it starts at once if none runs, else after the running one; while L0 holds the kthread's CPU, as
 * soon as that is given back; where the housekeeping CPU's callbacks are not offloaded, with its next tick.
 */
export function requestGracePeriod(host: Host): void {
  const { clocks, gp, nowNs } = host;
  gp.wanted = true;
  if (gp.phase !== 'idle') return;
  if (actsAtTicks(host)) clocks[clock.gpKthread] = Math.min(clocks[clock.gpKthread]!, atNextTick(host, nowNs));
  else if (host.housekeepingFrozenUntilNs > nowNs) clocks[clock.gpKthread] = host.housekeepingFrozenUntilNs;
  else startGracePeriod(host);
}

/**
 * `rcu_gp_init()`: the start time is written first, then the global sequence number; the leaf follows when the kthread has
 * come to it, so a tick in between sees a grace period in progress that its leaf does not know.
 */
export function startGracePeriod(host: Host): void {
  const { gp, rcu, world, nowNs, scenario } = host;
  const jiffies = hostJiffies(host, nowNs);
  const place = Math.floor(nowNs / host.facts.tickNs);
  rcu.gpStart = jiffies;
  rcu.gpSeq += 1;
  gp.phase = 'init';
  gp.wanted = false;
  gp.startNs = nowNs;
  gp.firstScanDone = false;
  gp.served = gp.waiting;
  gp.waiting = [];
  gp.othersIdle = drawUniform(world.streams.others, place, othersLane.idle) < scenario.gracePeriods.othersIdle;
  gp.othersBusyUntilNs = actsAtTicks(host)
    ? atNextTick(host, nowNs)
    : nowNs + drawNs(world.samplers.othersReport, world.streams.others, place, othersLane.report);
  host.clocks[clock.gpKthread] = nowNs + scenario.costs.gpInitNs;
  host.clocks[clock.othersReport] = gp.othersBusyUntilNs;
  if (host.tracer !== null)
    trace(
      host,
      0,
      'rcu_gp_init',
      `gp_seq ${rcu.gpSeq}, gp_start ${jiffies}, grace period ${Math.floor(rcu.gpSeq / RCU_SEQ_STEP) + 1}`,
    );
}
