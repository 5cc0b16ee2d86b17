/** What RCU knows on one CPU (`rcu_data`). */
export interface RcuData {
  gpSeq: number;
  coreNeedsQs: boolean;
  cpuNoQs: boolean;
  /** `cpu_no_qs.exp`: the CPU owes an expedited grace period its quiescent state. */
  cpuNoQsExp: boolean;
  urgentQs: boolean;
  needHeavyQs: boolean;
  forcedTick: boolean;
  /** [jiffies] */
  lastFqsResched: number;
  inEqs: boolean;
  eqsCounter: number;
  eqsSnapshot: number;
  deferredWakeup: boolean;
  /** Grace periods that two segments of callbacks wait for; 0: empty. */
  readonly callbacks: { wait: number; next: number; unassigned: boolean; ready: boolean };
}

/** Why the grace-period kthread goes on. */
export type KthreadWakeUp = 'timeout' | 'last report';

/** What the kthread does until it goes on. */
export interface KthreadWait {
  readonly phase: 'idle' | 'initialising' | 'waiting' | 'cleaning up';
  readonly untilNs: number;
}

/** Normal grace periods: `rcu_state`, the leaf node, the other CPUs and the callers. */
export interface GracePeriods {
  gpSeq: number;
  /** [jiffies] */
  gpStart: number;
  startedNs: number;
  leafSeq: number;
  /** Ids of the CPUs whose quiescent state is awaited (`qsmask`). */
  readonly leafMask: Set<number>;
  wanted: boolean;
  /** When each caller of synchronize_rcu() called: those who wait for the next grace period, and for this one. */
  waitingCallers: number[];
  servedCallers: number[];
  firstScanDone: boolean;
  anotherCpuIdle: boolean;
  othersReportNs: number;
  /** When the others' report is looked at. */
  othersEventNs: number;
  closedLoopCallNs: number;
  /** When callbacks that a caller left behind need another grace period. */
  followUpNs: number;
  /** The kthread does what is next, and returns for what it waits then. */
  readonly nextWait: (why: KthreadWakeUp) => KthreadWait;
  wait: KthreadWait;
}

/** The expedited grace period. */
export interface ExpeditedGracePeriod {
  running: boolean;
  anotherAsked: boolean;
  startedNs: number;
  startJiffies: number;
  readonly awaited: Set<number>;
  othersAnswerNs: number;
  escalated: boolean;
  waiterNs: number;
}

/** The last finished grace period as of a sequence number: the number without its phase. */
export function idleSeq(seq: number): number {
  return seq - (seq % 4);
}
