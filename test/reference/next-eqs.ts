import type { Scenario } from '../../src/scenario/index.js';
import { maskedNs } from './masked-stretch.js';
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
  if (vcpuIsCurrent(host, cpu)) return afterVcpuSegmentNs(host);
  const { scenario } = host;
  const { state } = cpu.current;
  if (state === 'idleMasked') return 0;
  if (state === 'idleEntry' || (state === 'idleExit' && !cpu.needResched)) return maskedNs(scenario, 'idle');
  const vcpuIsNext = host.vcpu.cpu === cpu && host.vcpu.task.runnable;
  return scenario.costs.switchNs + (vcpuIsNext ? toEntryNs(scenario) : throughIdleEntryNs(scenario));
}

function afterVcpuSegmentNs(host: NaiveHost): number {
  const { vcpu, scenario } = host;
  const { blockNs, toUserNs, tailNs, loadNs, switchNs } = scenario.costs;
  const toIdleNs = switchNs + throughIdleEntryNs(scenario);
  switch (vcpu.task.state) {
    case 'beforeEntry':
      return maskedNs(scenario, 'entry');
    case 'toUser':
      return 0;
    case 'systemCall':
      return vcpu.waits === null ? 0 : toIdleNs;
    case 'loop':
      return throughPreEntryNs(scenario);
    case 'haltPoll':
      return (vcpu.waits?.untilNs ?? Infinity) <= vcpu.pollEndsNs ? toEntryNs(scenario) : blockNs + toIdleNs;
    case 'block':
    case 'teardown':
      return toIdleNs;
    case 'leave':
      return toUserNs;
    case 'handler':
      return vcpu.exit.class === 'hlt' ? blockNs + toIdleNs : toEntryNs(scenario);
    case 'exit':
    case 'vmxInterrupt':
    case 'interruptWindow':
    case 'preemptEnable':
      return tailNs + (vcpu.exit.class === 'host interrupt' ? 0 : vcpu.exit.handlerNs) + toEntryNs(scenario);
    default:
      return loadNs + toEntryNs(scenario);
  }
}

function toEntryNs(scenario: Scenario): number {
  return scenario.costs.loopNs + throughPreEntryNs(scenario);
}

function throughPreEntryNs(scenario: Scenario): number {
  return scenario.costs.preEntryNs + maskedNs(scenario, 'entry');
}

function throughIdleEntryNs(scenario: Scenario): number {
  return scenario.costs.idleEntryNs + maskedNs(scenario, 'idle');
}
