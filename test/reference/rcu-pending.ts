import type { TickView } from '../../src/policies/index.js';
import { gracePeriodInProgress } from './grace-period.js';
import type { InterruptedContext } from './interrupted-context.js';
import type { NaiveCpu } from './naive-cpu.js';
import { vcpuIsCurrent, type NaiveHost } from './naive-host.js';
import { readJiffies } from './naive-jiffies.js';
import { nextEqsNs } from './next-eqs.js';
import { taskStates } from './task-states.js';

/** What `rcu_pending()` answers, and why. */
export type PendingReason =
  | 'nothing'
  | 'skipped'
  | 'deferred-wakeup'
  | 'report-quiescent-state'
  | 'callbacks-ready'
  | 'need-grace-period'
  | 'grace-period-changed';

/** `rcu_pending()` under the policy. */
export function pendingReason(host: NaiveHost, cpu: NaiveCpu, context: InterruptedContext): PendingReason {
  const skip = mustSkip(host, cpu, context);
  if (cpu.rcu.deferredWakeup) return 'deferred-wakeup';
  const work = coreWork(host, cpu);
  return work !== 'nothing' && skip ? 'skipped' : work;
}

function coreWork(host: NaiveHost, { rcu, offloaded }: NaiveCpu): PendingReason {
  const inProgress = gracePeriodInProgress(host);
  if (rcu.coreNeedsQs && !rcu.cpuNoQs && inProgress) return 'report-quiescent-state';
  if (!offloaded && rcu.callbacks.ready) return 'callbacks-ready';
  if (!offloaded && !inProgress && rcu.callbacks.unassigned) return 'need-grace-period';
  if (host.gracePeriods.leafSeq !== rcu.gpSeq) return 'grace-period-changed';
  return 'nothing';
}

function mustSkip(host: NaiveHost, cpu: NaiveCpu, { user, idle }: InterruptedContext): boolean {
  const allowed = rcuNohzFullCpu(host, cpu);
  if (user || idle) return allowed;
  const mayAsk = host.policy.ignoresOneSecondRule === true ? cpu.nohzFull : allowed;
  return mayAsk && host.policy.skips(tickView(host, cpu));
}

/** `rcu_nohz_full_cpu()`: a nohz_full CPU may be left alone while the grace period is younger than a second. */
function rcuNohzFullCpu(host: NaiveHost, cpu: NaiveCpu): boolean {
  const { scenario, gracePeriods } = host;
  const young = readJiffies(host) < gracePeriods.gpStart + scenario.host.hz;
  return cpu.nohzFull && (!gracePeriodInProgress(host) || young);
}

function tickView(host: NaiveHost, cpu: NaiveCpu): TickView {
  const { state } = cpu.current;
  const currentIsVcpu = vcpuIsCurrent(host, cpu);
  return {
    cpu: cpu.id,
    jiffies: readJiffies(host),
    nowNs: host.nowNs,
    gpInProgress: gracePeriodInProgress(host),
    gpStart: host.gracePeriods.gpStart,
    irqFromGuest: state === 'vmxInterrupt' && host.vcpu.exit.class === 'host interrupt',
    pfVcpu: currentIsVcpu && taskStates[state].pfVcpu,
    currentIsVcpu,
    currentIsIdle: cpu.current === cpu.idleTask,
    nextEqsNs: nextEqsNs(host, cpu),
  };
}
