import type { PolicyInstance } from '../../src/policies/index.js';
import type { Scenario } from '../../src/scenario/index.js';
import { recordCpu, type LogEntry } from './event-log.js';
import type { StateName } from './task-states.js';
import type { NaiveVcpu } from './naive-vcpu.js';
import type { ExpeditedGracePeriod, GracePeriods, RcuData } from './rcu-state.js';
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
}

/** The kinds of interrupts, in the order in which pending ones are taken. */
export const interruptKinds = ['reschedule', 'expedited', 'tick', 'wake-up', 'other'] as const;
export type InterruptKind = (typeof interruptKinds)[number];

/** One stretch of a task's way. */
export interface Segment {
  readonly state: StateName;
  /** Infinite for one that only an event ends. */
  readonly lengthNs: number;
  /** What happens as soon as it has begun. */
  readonly then?: 'schedule' | 'schedule if wanted' | 'take an interrupt';
}

export interface NaiveTask {
  readonly name: 'swapper' | 'vcpu' | 'rcuc' | 'ksoftirqd' | 'kthread';
  /** FIFO priority; 0: SCHED_OTHER; -1: idle. */
  readonly rank: number;
  /** All its work is one RCU read-side critical section. */
  readonly reader: boolean;
  readonly softirqsDisabled: boolean;
  runnable: boolean;
  /** It woke since the scheduler last chose. */
  fresh: boolean;
  waitsSinceNs: number;
  state: StateName;
  /** End of its segment while it is current. */
  endsNs: number;
  /** Rest of its segment while it is not. */
  leftNs: number;
  preemptedInReader: boolean;
  blocksGracePeriod: boolean;
  /** Does what its segment leads to, and returns the segment that follows. */
  readonly next: () => Segment;
}

export interface NaiveCpu {
  readonly id: number;
  readonly nohzFull: boolean;
  readonly offloaded: boolean;
  readonly idleTask: NaiveTask;
  readonly rcuc: NaiveTask;
  readonly ksoftirqd: NaiveTask;
  current: NaiveTask;
  threads: NaiveTask[];
  /** Threads that join at the next reschedule interrupt. */
  sentThreads: NaiveTask[];

  /** What keeps the CPU from its task, and from interrupts. */
  busy: { readonly with: 'interrupt' | 'context switch' | 'C-state exit'; endsNs: number } | null;
  pending: Set<InterruptKind>;
  interruptedEqs: boolean;
  needResched: boolean;
  fqsWantsResched: boolean;
  kvmSchedInDue: boolean;

  softirq: { readonly ofRcu: boolean; readonly beganNs: number; endsNs: number } | null;
  raisedSoftirqNs: number;
  rcuSoftirqRaised: boolean;

  readonly tick: { stopped: boolean; nextNs: number; heldByExpedited: boolean };
  readonly turn: { of: NaiveTask; sinceNs: number; over: boolean };
  readonly idle: {
    enteredNs: number;
    exitNs: number;
    interruptsInEqs: boolean;
    stayNs: number;
    tickTaken: boolean;
    told: number[];
  };
  readonly rcu: RcuData;
  readonly verdicts: {
    skippedSinceNs: number | null;
    wokenSinceNs: number | null;
    rcuCoreNs: number;
  };
  rcucSinceNs: number;
  readonly steal: { heldUntilNs: number; held: boolean; waitingNs: number | null };
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

/** Adds to the segment what was taken from it; polling for a wake-up ends by the clock. */
export function shiftSegment(cpu: NaiveCpu, ns: number): void {
  if (cpu.current.state !== 'haltPoll') cpu.current.endsNs += ns;
}

/** Whether L0 keeps the CPU at the moment. */
export function heldByL0(host: NaiveHost, cpu: NaiveCpu): boolean {
  return cpu.steal.heldUntilNs > host.nowNs;
}
