import { drawUniform } from '../random/index.js';
import type { Window } from '../kernel/cpu-state.js';
import { rcuCore, type RcuCoreOutcome } from '../kernel/rcu-core.js';
import type { Cpu } from './cpu.js';
import { trace, type Host } from './host.js';
import { checkPreempt } from './pick-next.js';
import { wakeGpKthreadRemotely } from './gp-wakeup.js';
import { hostJiffies } from './timekeeping.js';
import { drawNs } from './world.js';
import { requestGracePeriod } from './gp-request.js';

/**
 * `invoke_rcu_core()`: wakes rcuc, or raises the softirq. What a wake costs belongs to the place of its tick in wall time.
 */
export function invokeRcuCore(host: Host, cpu: Cpu, window: Window): void {
  const { nowNs, facts } = host;
  cpu.rdp.hasWork = true;
  if (!facts.usesRcuc) {
    if (cpu.rcuSoftirqRaised) return;
    cpu.rcuSoftirqRaised = true;
    host.recorder.wake(window, nowNs);
    return;
  }
  if (cpu.rcuc.runnable) return;
  cpu.rcuc.runnable = true;
  cpu.rcuc.remainingNs = rcucCoreNs(host, cpu);
  host.recorder.wake(window, nowNs);
  if (host.tracer !== null) trace(host, cpu.id, 'sched_waking', `rcuc/${cpu.id} in window ${window}`);
  checkPreempt(host, cpu);
}

/** Returns how long `rcu_core()` itself takes in rcuc: the whole wake as the vCPU sees it, less its two switches [ns]. */
function rcucCoreNs(host: Host, cpu: Cpu): number {
  const wholeNs = drawNs(host.world.samplers.rcuc, host.world.streams.rcuc, tickIndex(host), cpu.id);
  return Math.max(minimumCoreNs, wholeNs - 2 * host.scenario.costs.switchNs);
}

const minimumCoreNs = 500;

/** Returns the number of the tick period that `nowNs` lies in: the index of everything drawn for a tick. */
export function tickIndex(host: Host): number {
  return Math.floor(host.nowNs / host.facts.tickNs);
}

/** Runs RCU core on the CPU, from rcuc or from the softirq. */
export function runRcuCore(host: Host, cpu: Cpu): void {
  cpu.rdp.hasWork = false;
  const outcome = rcuCore(host.rcu, host.rnp, cpu.rdp, hostJiffies(host, host.nowNs), leafLockBusy(host));
  if (host.tracer !== null) traceRcuCore(host, cpu, outcome);
  if (outcome.reported) wakeGpKthreadRemotely(host);
  if (outcome.needsGracePeriod) requestGracePeriod(host);
}

/** The housekeeping CPU, which reports in the same tick period, may hold the leaf's lock just then. */
function leafLockBusy(host: Host): boolean {
  const { leafLockBusyShare = 0 } = host.scenario.gracePeriods;
  if (leafLockBusyShare === 0 || host.gp.phase !== 'wait') return false;
  const period = tickIndex(host);
  if (Math.floor(host.gp.othersBusyUntilNs / host.facts.tickNs) !== period) return false;
  return drawUniform(host.world.streams.leafLock, period, 0) < leafLockBusyShare;
}

function traceRcuCore(host: Host, cpu: Cpu, { noticed, reported }: RcuCoreOutcome): void {
  const news = noticed ? `notices gp_seq ${cpu.rdp.gpSeq}` : 'nothing new';
  trace(host, cpu.id, 'rcu_core', reported ? `${news}, reports its quiescent state` : news);
}
