import type { CpuState, Window } from '../kernel/cpu-state.js';
import type { PendingReason } from '../kernel/rcu-pending.js';

/** What one tick of a vCPU's CPU did. */
export interface TickRecord {
  /** The tick interrupted neither user mode nor an extended quiescent state. */
  kernel: boolean;
  /** What `rcuPending` said. */
  reason: PendingReason;
  /** Where it hit. */
  window: Window;
  /** The state of the current task. */
  state: CpuState;
  /** The vCPU's task has just been switched in and `kvm_sched_in()` has not run yet. */
  schedInDue: boolean;
}

/** Listens to one simulated host. All times and durations are integer nanoseconds. */
export interface Recorder {
  /** A sample of the guest's instrument. */
  latency(valueNs: number, nowNs: number): void;
  /** A VM exit. */
  exits(count: number): void;
  tick(tick: TickRecord, nowNs: number): void;
  /** RCU core was invoked and rcuc woke (or the softirq was raised). */
  wake(window: Window, nowNs: number): void;
  /** rcuc ran; `stolenNs` of it while the vCPU wanted to run. */
  rcuc(ranNs: number, stolenNs: number): void;
  /** A skipped tick after which the CPU reached no extended quiescent state soon. */
  falsePositive(lengthNs: number): void;
  /** A wake of rcuc shortly before an extended quiescent state. */
  falseNegative(lengthNs: number): void;
  /** A normal grace period ended; `jiffies` is its age then. */
  gracePeriod(lengthNs: number, jiffies: number): void;
  /** `synchronize_rcu()` returned; `count` callers at once. */
  syncRcu(lengthNs: number, count: number): void;
  expedited(lengthNs: number): void;
  /** A grace period's stall warning would have been printed. */
  stallWarnings(count: number): void;
}

/** One line of a timeline. */
export interface TimelineEvent {
  readonly timeNs: number;
  /** CPU; 0 is the housekeeping CPU with the grace-period kthread. */
  readonly cpu: number;
  /** What happened, in kernel words. */
  readonly event: string;
  /** Details: the terms of the predicate, durations, states. */
  readonly detail: string;
}

/** Receives every step of a host, for timelines and event logs. */
export type Tracer = (event: TimelineEvent) => void;
