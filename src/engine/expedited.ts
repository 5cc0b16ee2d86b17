import { drawUniform } from '../random/index.js';
import { clock } from './clocks.js';
import { irq } from './cpu.js';
import { callSynchronizeRcu } from './gp-request.js';
import { modelledCpus } from './grace-period.js';
import { trace, type Host } from './host.js';
import { raiseIrq } from './interrupts.js';

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
 * `synchronize_rcu_expedited()`: interrupts every CPU that is not in an extended quiescent state.
 *
 * @see `sync_rcu_exp_select_cpus()` and `synchronize_rcu_expedited_wait()`, kernel/rcu/tree_exp.h
 */
function startExpedited(host: Host): void {
  const { exp, nowNs } = host;
  exp.startNs = nowNs;
  exp.escalated = false;
  exp.awaited = 0;
  host.clocks[clock.expedited] = nowNs + othersAnswerNs;
  trace(host, 0, 'expedited grace period starts');
  for (const cpu of modelledCpus(host)) {
    if (cpu.ct.inEqs) continue;
    exp.awaited |= 1 << cpu.id;
    raiseIrq(host, cpu, irq.expedited);
  }
}

/** Looks whether the expedited grace period can end; after one jiffy it holds the tick of the CPUs that lag behind. */
export function pollExpedited(host: Host): void {
  const { exp, nowNs, facts } = host;
  if (exp.awaited !== 0) {
    if (!exp.escalated && nowNs - exp.startNs >= facts.tickNs) escalate(host);
    host.clocks[clock.expedited] = nowNs + (exp.escalated ? facts.tickNs : othersAnswerNs);
    return;
  }
  host.clocks[clock.expedited] = Infinity;
  host.recorder.expedited(nowNs - exp.startNs);
  exp.startNs = -1;
  trace(host, 0, 'expedited grace period ends');
  if (exp.queued === 0) return;
  exp.queued = 0;
  startExpedited(host);
}

function escalate(host: Host): void {
  const { exp } = host;
  exp.escalated = true;
  for (const cpu of modelledCpus(host)) {
    if ((exp.awaited & (1 << cpu.id)) === 0) continue;
    cpu.tickHeldByExpedited = true;
    raiseIrq(host, cpu, irq.other);
  }
}
