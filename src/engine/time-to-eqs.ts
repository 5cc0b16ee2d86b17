import { at, type CpuState } from '../kernel/cpu-state.js';
import type { Scenario } from '../scenario/index.js';
import type { Cpu } from './cpu.js';
import { hltClass } from './exits.js';
import type { Host } from './host.js';

/**
 * Returns how long the CPU still needs to its next extended quiescent state if nothing more happens [ns]: what the oracle
 * knows. Infinity where no end is in sight.
 */
export function timeToEqs(host: Host, cpu: Cpu): number {
  if (cpu.ct.inEqs) return 0;
  const { state } = cpu.current;
  const restNs = Math.max(0, Math.max(cpu.segmentEndNs, cpu.softirqUntilNs) - host.nowNs);
  const { costs } = host.scenario;
  if (cpu.current.kind === 'vcpu') return restNs + afterVcpuSegment(host, state, costs);
  if (state === at.idle) return Math.max(0, cpu.softirqUntilNs - host.nowNs);
  if (state === at.idleEntry || (state === at.idleExit && !cpu.needResched)) return restNs;
  const thenNs =
    costs.switchNs + (host.vcpu.cpu === cpu.id && host.vcpu.task.runnable ? toEntry(costs) : costs.idleEntryNs);
  return restNs + thenNs;
}

type Costs = Scenario['costs'];

function toEntry(costs: Costs): number {
  return costs.loopNs + costs.preEntryNs;
}

function toIdle(costs: Costs): number {
  return costs.switchNs + costs.idleEntryNs;
}

function afterVcpuSegment(host: Host, state: CpuState, costs: Costs): number {
  const { vcpu } = host;
  switch (state) {
    case at.beforeEntry:
      return 0;
    case at.loop:
      return costs.preEntryNs;
    case at.haltPoll:
      return vcpu.wakeAtNs <= vcpu.pollUntilNs ? toEntry(costs) : costs.blockNs + toIdle(costs);
    case at.block:
      return toIdle(costs);
    case at.leave:
      return costs.toUserNs;
    case at.toUser:
    case at.systemCall:
      return 0;
    case at.teardown:
      return toIdle(costs);
    case at.handler:
      return vcpu.exitClass === hltClass ? costs.blockNs + toIdle(costs) : toEntry(costs);
    case at.exit:
    case at.vmxInterrupt:
    case at.interruptWindow:
    case at.preemptEnable:
      return costs.tailNs + (vcpu.exitClass < 0 ? 0 : vcpu.exitHandlerNs) + toEntry(costs);
    default:
      return costs.loadNs + toEntry(costs);
  }
}
