import { at, type CpuState } from '../kernel/cpu-state.js';
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
  if (cpu.current.kind === 'vcpu') return restNs + afterVcpuSegment(host, state);
  if (state === at.idle) return Math.max(0, cpu.softirqUntilNs - host.nowNs);
  if (state === at.idleMasked) return restNs;
  if (state === at.idleEntry || (state === at.idleExit && !cpu.needResched)) return restNs + host.facts.maskedNs.idle;
  const vcpuIsNext = host.vcpu.cpu === cpu.id && host.vcpu.task.runnable;
  return restNs + (vcpuIsNext ? host.scenario.costs.switchNs + toEntry(host) : toIdle(host));
}

function toEntry({ scenario: { costs }, facts }: Host): number {
  return costs.loopNs + costs.preEntryNs + facts.maskedNs.entry;
}

function toIdle({ scenario: { costs }, facts }: Host): number {
  return costs.switchNs + costs.idleEntryNs + facts.maskedNs.idle;
}

function afterVcpuSegment(host: Host, state: CpuState): number {
  const { vcpu, facts } = host;
  const { costs } = host.scenario;
  switch (state) {
    case at.beforeEntry:
      return facts.maskedNs.entry;
    case at.loop:
      return costs.preEntryNs + facts.maskedNs.entry;
    case at.haltPoll:
      return vcpu.wakeAtNs <= vcpu.pollUntilNs ? toEntry(host) : costs.blockNs + toIdle(host);
    case at.block:
      return toIdle(host);
    case at.leave:
      return costs.toUserNs;
    case at.toUser:
      return 0;
    case at.systemCall:
      return vcpu.vmmSleep === 'begun' && !vcpu.wakePending ? toIdle(host) : 0;
    case at.teardown:
      return toIdle(host);
    case at.handler:
      return vcpu.exitClass === hltClass ? costs.blockNs + toIdle(host) : toEntry(host);
    case at.exit:
    case at.vmxInterrupt:
    case at.interruptWindow:
    case at.preemptEnable:
      return costs.tailNs + (vcpu.exitClass < 0 ? 0 : vcpu.exitHandlerNs) + toEntry(host);
    default:
      return costs.loadNs + toEntry(host);
  }
}
