import type { PolicyInstance } from '../../src/policies/index.js';
import type { Scenario } from '../../src/scenario/index.js';
import { recordCpu, type LogEntry } from './event-log.js';
import type { NaiveCpu } from './naive-cpu.js';
import type { NaiveVcpu } from './naive-vcpu.js';
import type { ExpeditedGracePeriod, GracePeriods } from './rcu-state.js';
import type { SharedThread } from './shared-thread.js';
import type { World } from './world-draws.js';

/** The whole simulated host, as it is now. */
export interface NaiveHost {
  nowNs: number;
  readonly scenario: Scenario;
  readonly policy: PolicyInstance;
  readonly log: LogEntry[];
  readonly world: World;
  /** CPU 1 and CPU 2. */
  readonly cpus: readonly [NaiveCpu, NaiveCpu];
  readonly vcpu: NaiveVcpu;
  readonly gracePeriods: GracePeriods;
  readonly expedited: ExpeditedGracePeriod;
  /** The CPU that keeps the time: what modelled CPUs forced jiffies to, and L0's hold on it. */
  readonly housekeeping: { forcedJiffies: number; heldSinceNs: number; heldUntilNs: number };
  readonly sharedThread: SharedThread;
}

/** Writes a trace line. */
export function write(host: NaiveHost, cpu: number, event: string, detail = ''): void {
  host.log.push({ timeNs: host.nowNs, cpu, event, detail });
}

/** Writes a record. */
export function record(host: NaiveHost, what: string, detail: string | number): void {
  host.log.push({ timeNs: host.nowNs, cpu: recordCpu, event: `record ${what}`, detail: `${detail}` });
}

/** Whether contexts are tracked: user and guest are extended quiescent states. */
export function contextTracking(host: NaiveHost): boolean {
  return host.scenario.host.isolation === 'nohz_full';
}

export function preemptRt(host: NaiveHost): boolean {
  return host.scenario.host.preemption === 'rt';
}

export function preemptRcu(host: NaiveHost): boolean {
  return host.scenario.host.preemption !== 'none';
}

/** The CPUs that a grace period awaits. */
export function awaitedCpus(host: NaiveHost): readonly NaiveCpu[] {
  return host.scenario.vcpu.migration.ratePerSec > 0 ? host.cpus : [host.cpus[0]];
}

/** The CPU that is not this one. */
export function otherCpu(host: NaiveHost, cpu: NaiveCpu): NaiveCpu {
  return host.cpus[0] === cpu ? host.cpus[1] : host.cpus[0];
}

/** Whether the vCPU's task is the one that the CPU executes. */
export function vcpuIsCurrent(host: NaiveHost, cpu: NaiveCpu): boolean {
  return cpu.current === host.vcpu.task;
}

/** Whether L0 keeps the CPU at the moment. */
export function heldByL0(host: NaiveHost, cpu: NaiveCpu): boolean {
  return cpu.steal.heldUntilNs > host.nowNs;
}
