import { drawUniform } from '../random/index.js';
import { msecsToJiffies, timeOfJiffies, timerWheelExpiry } from '../kernel/jiffies.js';
import { clock } from './clocks.js';
import { irq } from './cpu.js';
import { callSynchronizeRcu } from './gp-request.js';
import { modelledCpus } from './grace-period.js';
import { trace, type Host } from './host.js';
import { raiseIrq } from './interrupts.js';
import { schedDependency } from './tick-control.js';
import { hostJiffies } from './timekeeping.js';

/** Draws that belong to one request; lane 0 spaces them. */
const requestLane = { expedited: 1 } as const;

/** How long the CPUs that are not modelled take to answer an expedited grace period [ns]; assumed. */
const othersAnswerNs = 20_000;

/** Somebody asks for a grace period; after boot PREEMPT_RT turns expedited ones into normal ones. */
export function requestArrives(host: Host, serial: number): void {
  const { scenario, world, facts, exp } = host;
  const { expeditedShare, burst } = scenario.gracePeriods;
  const wantsExpedited = drawUniform(world.processes.requests.key, serial, requestLane.expedited) < expeditedShare;
  if (!wantsExpedited || facts.expeditedIsNormal) callSynchronizeRcu(host, burst);
  else if (exp.startNs >= 0) exp.queued++;
  else startExpedited(host);
}

/**
 * `synchronize_rcu_expedited()`: interrupts every CPU that is not in an extended quiescent state. On a system with nohz_full
 * CPUs the wait is cut after a jiffy, to turn their tick on.
 *
 * @see `sync_rcu_exp_select_cpus()` and `synchronize_rcu_expedited_wait()`, kernel/rcu/tree_exp.h
 */
function startExpedited(host: Host): void {
  const { exp, nowNs } = host;
  exp.startNs = nowNs;
  exp.startJiffies = hostJiffies(host, nowNs);
  exp.othersUntilNs = nowNs + othersAnswerNs;
  exp.escalated = false;
  exp.awaited = 0;
  host.clocks[clock.expedited] = exp.othersUntilNs;
  trace(host, 0, 'expedited grace period starts');
  for (const cpu of modelledCpus(host)) {
    if (cpu.ct.inEqs) continue;
    exp.awaited |= 1 << cpu.id;
    raiseIrq(host, cpu, irq.expedited);
  }
}

/** The expedited grace period ends, or its wait is over: then it holds the tick of the CPUs that lag behind. */
export function wakeExpedited(host: Host): void {
  const { exp, nowNs } = host;
  if (exp.awaited !== 0) {
    const escalatesNs = escalationNs(host);
    if (!exp.escalated && nowNs >= escalatesNs) escalate(host);
    host.clocks[clock.expedited] = exp.escalated ? Infinity : escalatesNs;
    return;
  }
  host.clocks[clock.expedited] = Infinity;
  host.recorder.expedited(nowNs - exp.startNs);
  recordStallWarnings(host);
  exp.startNs = -1;
  trace(host, 0, 'expedited grace period ends');
  if (exp.queued === 0) return;
  exp.queued = 0;
  startExpedited(host);
}

/** When the first wait, of one jiffy, is over [ns]. */
function escalationNs(host: Host): number {
  const { tickNs, lagNs } = host.facts;
  return timeOfJiffies(timerWheelExpiry(host.exp.startJiffies, 1), tickNs, lagNs);
}

/** Holds the tick of the CPUs that have not reported; one whose tick is held already is not kicked (`tick_nohz_dep_set_cpu()`). */
function escalate(host: Host): void {
  const { exp } = host;
  exp.escalated = true;
  for (const cpu of modelledCpus(host)) {
    if ((exp.awaited & (1 << cpu.id)) === 0 || !cpu.nohzFull) continue;
    const kicked = !cpu.rdp.forcedTick && !schedDependency(host, cpu);
    cpu.tickHeldByExpedited = true;
    if (kicked) raiseIrq(host, cpu, irq.other);
  }
}

/** The first warning comes a timeout after the waits for the tick, each further one three timeouts and three jiffies later. */
function recordStallWarnings(host: Host): void {
  const { exp, nowNs, facts, recorder, scenario } = host;
  const { expStallTimeoutMs, stallTimeoutSec, hz, isolation } = scenario.host;
  const timeout = expStallTimeoutMs > 0 ? Math.max(2, msecsToJiffies(expStallTimeoutMs, hz)) : stallTimeoutSec * hz;
  const first = timeout + (isolation === 'nohz_full' ? 1 + facts.delays.first + hz : 0);
  const jiffies = hostJiffies(host, nowNs) - exp.startJiffies;
  if (jiffies >= first) recorder.stallWarnings(1 + Math.floor((jiffies - first) / (3 * timeout + 3)));
}
