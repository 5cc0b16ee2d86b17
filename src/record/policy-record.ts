import { windows, type Window } from '../kernel/cpu-state.js';
import type { Policy } from '../policies/policy.js';
import { createHistogram, type Histogram } from './histogram.js';

/** How often something lasted too long (or came too early), and for how long [ns]. */
export interface Episodes {
  count: number;
  totalNs: number;
  maxNs: number;
}

/** Grace periods, normal or expedited, that lasted longer than the usual stall timeouts. */
export interface Stalls {
  /** 20 ms: expedited timeout usual on Android (Paul McKenney, 2024-04-05). */
  over20ms: number;
  /** 21 s: RCU_CPU_STALL_TIMEOUT as shipped. */
  over21s: number;
  /** 60 s: what distributions set. */
  over60s: number;
  /** Stall warnings under the scenario's own timeout, repetitions included. */
  warnings: number;
}

/** What one policy did in one world. All times are integer nanoseconds. */
export interface PolicyRecord {
  readonly id: string;
  readonly title: string;
  /** Samples of the guest's instrument [ns]. */
  readonly latency: Histogram;
  /** How often rcuc was woken (or the RCU softirq raised) by a tick. */
  wakes: number;
  readonly wakesByWindow: Record<Window, number>;
  /** All ticks of the vCPU's CPU. */
  ticks: number;
  /** Ticks that interrupted neither user mode nor an extended quiescent state. */
  kernelTicks: number;
  /** Kernel ticks at which `rcuPending` said yes. */
  pendingTicks: number;
  readonly falsePositives: Episodes;
  readonly falseNegatives: Episodes;
  /** Lengths of normal grace periods [ns]. */
  readonly gracePeriods: Histogram;
  /** Latency of `synchronize_rcu()` [ns]. */
  readonly syncRcu: Histogram;
  /** Lengths of expedited grace periods [ns]. */
  readonly expedited: Histogram;
  readonly stalls: Stalls;
  exits: number;
  /** What the policy adds to every VM exit [ns]. */
  readonly exitCostNs: number;
  /** Time rcuc (or the RCU softirq) ran, context switches included [ns]. */
  rcucNs: number;
  /** Part of it while the vCPU wanted to run [ns]. */
  stolenNs: number;
  /** Simulated time that was measured, without warm-up [ns]. */
  measuredNs: number;
}

/** Returns an empty record. */
export function createPolicyRecord(policy: Policy, exitCostNs: number): PolicyRecord {
  return {
    id: policy.id,
    title: policy.title,
    latency: createHistogram(),
    wakes: 0,
    wakesByWindow: Object.fromEntries(windows.map((window) => [window, 0])) as Record<Window, number>,
    ticks: 0,
    kernelTicks: 0,
    pendingTicks: 0,
    falsePositives: { count: 0, totalNs: 0, maxNs: 0 },
    falseNegatives: { count: 0, totalNs: 0, maxNs: 0 },
    gracePeriods: createHistogram(),
    syncRcu: createHistogram(),
    expedited: createHistogram(),
    stalls: { over20ms: 0, over21s: 0, over60s: 0, warnings: 0 },
    exits: 0,
    exitCostNs,
    rcucNs: 0,
    stolenNs: 0,
    measuredNs: 0,
  };
}
