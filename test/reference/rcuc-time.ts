import type { NaiveCpu } from './naive-cpu.js';
import { record, vcpuIsCurrent, type NaiveHost } from './naive-host.js';

/** rcuc leaves the CPU: with both context switches, this long ran, and this long the vCPU could not. */
export function accountRcuc(host: NaiveHost, cpu: NaiveCpu): void {
  const endNs = host.nowNs + host.scenario.costs.switchNs;
  const { vcpu } = host;
  const vcpuWaits = vcpu.cpu === cpu && vcpu.task.runnable;
  const stolenNs = vcpuWaits ? Math.max(0, endNs - Math.max(cpu.rcucSinceNs, vcpu.wantsToRunSinceNs)) : 0;
  const ranNs = endNs - cpu.rcucSinceNs;
  cpu.verdicts.rcuCoreNs += ranNs;
  recordRcuc(host, ranNs, stolenNs);
}

/** RCU's softirq ends. */
export function accountRcuSoftirq(host: NaiveHost, cpu: NaiveCpu, beganNs: number): void {
  const ranNs = host.nowNs - beganNs;
  const fromVcpu = vcpuIsCurrent(host, cpu) && cpu.current.state !== 'user';
  cpu.verdicts.rcuCoreNs += ranNs;
  recordRcuc(host, ranNs, fromVcpu ? ranNs : 0);
}

/** RCU's softirq ends in ksoftirqd. */
export function accountRcuInKsoftirqd(host: NaiveHost, cpu: NaiveCpu, beganNs: number): void {
  const { nowNs, vcpu } = host;
  const vcpuWaits = vcpu.cpu === cpu && vcpu.task.runnable;
  cpu.verdicts.rcuCoreNs += nowNs - beganNs;
  recordRcuc(host, nowNs - beganNs, vcpuWaits ? nowNs - Math.max(beganNs, vcpu.wantsToRunSinceNs) : 0);
}

/** The vCPU leaves a CPU on which rcuc keeps it from running. */
export function accountDetached(host: NaiveHost, cpu: NaiveCpu): void {
  recordRcuc(host, 0, host.nowNs - Math.max(cpu.rcucSinceNs, host.vcpu.wantsToRunSinceNs));
}

function recordRcuc(host: NaiveHost, ranNs: number, stolenNs: number): void {
  record(host, 'rcuc', `ran ${ranNs}, stolen ${stolenNs}`);
}
