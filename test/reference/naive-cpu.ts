import type { NaiveTask, Segment } from './naive-task.js';
import type { RcuData } from './rcu-state.js';

/** The kinds of interrupts, in the order in which pending ones are taken. */
export const interruptKinds = ['reschedule', 'expedited', 'tick', 'wake-up', 'other'] as const;
export type InterruptKind = (typeof interruptKinds)[number];

/** One pass of `handle_softirqs()`, or RCU's softirq, which comes last in one. */
export interface SoftirqPass {
  readonly ofRcu: boolean;
  readonly beganNs: number;
  /** Until when another pass may follow it (`MAX_SOFTIRQ_TIME`). */
  readonly limitNs: number;
  /** RCU's softirq was raised when it began, and is part of it. */
  readonly withRcu: boolean;
}

/** A modelled CPU, as it is now. */
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

  softirq: (SoftirqPass & { endsNs: number }) | null;
  raisedSoftirqNs: number;
  rcuSoftirqRaised: boolean;
  /** The pass that ksoftirqd has begun. */
  ksoftirqdPass: SoftirqPass | null;

  readonly tick: { stopped: boolean; nextNs: number; heldByExpedited: boolean };
  readonly turn: { of: NaiveTask; sinceNs: number; over: boolean };
  readonly idle: {
    enteredNs: number;
    exitNs: number;
    interruptsInEqs: boolean;
    stayNs: number;
    tickTaken: boolean;
    /** A tick was taken in the stay that ended last, or before it in the idle task; only known where idle halts. */
    tickEndedStay: boolean;
    /** The idle task comes to it out of the stay before, and not from another task. */
    followsIdleExit: boolean;
    told: number[];
  };
  readonly rcu: RcuData;
  readonly verdicts: {
    skippedSinceNs: number | null;
    wokenSinceNs: number | null;
    rcuCoreNs: number;
  };
  /** When the switch to rcuc began. */
  rcucSinceNs: number;
  /** The idle task has restarted the tick, and the next context switch is the longer for it. */
  tickRestartedByIdle: boolean;
  readonly steal: { heldUntilNs: number; held: boolean; waitingNs: number | null };
}

/** The current task's segment ends: the task does what is next, and its next segment begins. */
export function beginNextSegment(cpu: NaiveCpu, nowNs: number): Segment {
  const segment = cpu.current.next();
  beginSegment(cpu, nowNs, segment);
  return segment;
}

/** The current task is in this segment from now on. */
export function beginSegment({ current }: NaiveCpu, nowNs: number, segment: Segment): void {
  current.state = segment.state;
  current.endsNs = nowNs + segment.lengthNs;
}

/** Adds to the segment what was taken from it; polling for a wake-up ends by the clock. */
export function shiftSegment(cpu: NaiveCpu, ns: number): void {
  if (cpu.current.state !== 'haltPoll') cpu.current.endsNs += ns;
}

/** `kvm_vcpu_can_poll()`: nobody else wants the CPU. */
export function canPoll({ needResched, rcuc, ksoftirqd, threads }: NaiveCpu): boolean {
  return !needResched && !rcuc.runnable && !ksoftirqd.runnable && threads.length === 0;
}
