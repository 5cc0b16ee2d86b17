import type { NaiveCpu } from './naive-cpu.js';
import { vcpuIsCurrent, type NaiveHost } from './naive-host.js';

/** Returns how long the CPU is from its next extended quiescent state if nothing else happens [ns]; for the oracle. */
export function nextEqsNs(host: NaiveHost, cpu: NaiveCpu): number {
  if (cpu.rcu.inEqs) return 0;
  if (cpu.current.state === 'idle') return Math.max(0, (cpu.softirq?.endsNs ?? 0) - host.nowNs);
  const endsNs = Math.max(cpu.current.endsNs, cpu.softirq?.endsNs ?? 0);
  return Math.max(0, endsNs - host.nowNs) + afterSegmentNs(host, cpu);
}

function afterSegmentNs(host: NaiveHost, cpu: NaiveCpu): number {
  const { switchNs, idleEntryNs } = host.scenario.costs;
  if (vcpuIsCurrent(host, cpu)) return afterVcpuSegmentNs(host);
  const { state } = cpu.current;
  if (state === 'idleEntry' || (state === 'idleExit' && !cpu.needResched)) return 0;
  const vcpuIsNext = host.vcpu.cpu === cpu && host.vcpu.task.runnable;
  return switchNs + (vcpuIsNext ? toEntryNs(host) : idleEntryNs);
}

function afterVcpuSegmentNs(host: NaiveHost): number {
  const { vcpu, scenario } = host;
  const { preEntryNs, blockNs, toUserNs, tailNs, loadNs, switchNs, idleEntryNs } = scenario.costs;
  const toIdleNs = switchNs + idleEntryNs;
  switch (vcpu.task.state) {
    case 'beforeEntry':
    case 'toUser':
    case 'systemCall':
      return 0;
    case 'loop':
      return preEntryNs;
    case 'haltPoll':
      return (vcpu.waits?.untilNs ?? Infinity) <= vcpu.pollEndsNs ? toEntryNs(host) : blockNs + toIdleNs;
    case 'block':
    case 'teardown':
      return toIdleNs;
    case 'leave':
      return toUserNs;
    case 'handler':
      return vcpu.exit.class === 'hlt' ? blockNs + toIdleNs : toEntryNs(host);
    case 'exit':
    case 'vmxInterrupt':
    case 'interruptWindow':
    case 'preemptEnable':
      return tailNs + (vcpu.exit.class === 'host interrupt' ? 0 : vcpu.exit.handlerNs) + toEntryNs(host);
    default:
      return loadNs + toEntryNs(host);
  }
}

function toEntryNs({ scenario: { costs } }: NaiveHost): number {
  return costs.loopNs + costs.preEntryNs;
}
