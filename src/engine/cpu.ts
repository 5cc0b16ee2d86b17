import type { ContextTracking } from '../kernel/context-tracking.js';
import { at, type CpuState } from '../kernel/cpu-state.js';
import type { IdleGovernor } from '../kernel/halt.js';
import { createRcuData, type RcuData } from '../kernel/rcu-data.js';
import type { Scenario } from '../scenario/index.js';

/** A schedulable entity on a modelled CPU. */
export interface Task {
  readonly kind: 'idle' | 'vcpu' | 'rcuc' | 'ksoftirqd' | 'work';
  /** FIFO priority 1..99; 0: SCHED_OTHER; -1: the idle task. */
  readonly rank: number;
  runnable: boolean;
  state: CpuState;
  /** What is left of the segment in `state` while the task is off the CPU [ns]; Infinity: open-ended. */
  remainingNs: number;
  /** Its work is one RCU read-side critical section (softirqs and rcuc on PREEMPT_RT). */
  readonly reader: boolean;
  /** It works with softirqs disabled: a tick notes no quiescent state. */
  readonly softirqDisabled: boolean;
  /** It woke since the scheduler last chose. */
  fresh: boolean;
  /** Since when it waits for its turn, or when it last gave up the CPU [ns]. */
  waitsSinceNs: number;
  /** Switched out inside its reader, which has not ended yet (on `blkd_tasks`). */
  preemptedInReader: boolean;
  /** Switched out inside a reader that the current grace period waits for. */
  blocksGracePeriod: boolean;
}

/** Host interrupts by the order in which the vectors are served. */
export const irq = { resched: 1, expedited: 2, tick: 4, wake: 8, other: 16 } as const;

/** What the recorder wants to know about the last kernel-context tick with RCU work on a CPU. */
export interface OpenVerdict {
  /** When a tick skipped work that `mainline` would have done [ns]; -1: none open. */
  skippedNs: number;
  /** When a tick woke rcuc [ns]; -1: none open. */
  wokenNs: number;
  /** Time rcuc has run since `wokenNs` [ns]. */
  rcucNs: number;
}

/** One CPU that is modelled step by step. */
export interface Cpu {
  readonly id: number;
  readonly nohzFull: boolean;
  readonly rdp: RcuData;
  readonly ct: ContextTracking;
  readonly idleTask: Task;
  readonly rcuc: Task;
  /** Runs what softirqs leave over at the end of an interrupt; not on PREEMPT_RT. */
  readonly ksoftirqd: Task;
  /** Kernel threads other than rcuc that want to run, in order of arrival. */
  readonly works: Task[];
  /** Threads that become runnable with the next reschedule interrupt. */
  readonly incoming: Task[];
  current: Task;
  /** The SCHED_OTHER task that last got the CPU. */
  turn: Task;
  /** When its slice began [ns]. */
  sliceStartNs: number;
  /** It has had its slice. */
  sliceOver: boolean;
  /** End of the current task's segment, shifted by what interrupts it [ns]. */
  segmentEndNs: number;
  /** End of the running interrupt or context switch [ns]; -1: none. */
  irqUntilNs: number;
  switching: boolean;
  /** The loaded vCPU's task is current, interrupts are enabled again, `kvm_sched_in()` has not run yet. */
  schedInDue: boolean;
  /** The interrupt hit an extended quiescent state, which resumes after it. */
  irqFromEqs: boolean;
  /** End of the softirq that runs in the current task's context [ns]; -1: none. */
  softirqUntilNs: number;
  /** Softirq time raised and not yet run [ns]. */
  softirqRaisedNs: number;
  /** RCU_SOFTIRQ is raised; runs at the next chance. */
  rcuSoftirqRaised: boolean;
  /** RCU's softirq was raised when the running pass over the softirqs began: it belongs to that pass. */
  rcuSoftirqInPass: boolean;
  /** ksoftirqd is in a pass over the softirqs; just woken or switched in again it has yet to begin one. */
  ksoftirqdInPass: boolean;
  /** When a pass over the softirqs that began last may not be followed by another any more [ns]. */
  softirqLimitNs: number;
  /** The running softirq is RCU's. */
  rcuSoftirqRuns: boolean;
  /** Bits of `irq` that wait for interrupts to be enabled. */
  pendingIrqs: number;
  needResched: boolean;
  tickStopped: boolean;
  /** FQS sent a reschedule interrupt (`resched_cpu()`). */
  reschedRequested: boolean;
  /** Phase of the tick within a period [ns]. */
  readonly tickPhaseNs: number;
  /** TICK_DEP_BIT_RCU_EXP. */
  tickHeldByExpedited: boolean;
  /** L0 has taken the CPU until then [ns]; 0: it runs. */
  frozenUntilNs: number;
  /** What the restart of its tick adds to the switch that ends the idle task's turn [ns]. */
  restartNs: number;
  /** When its timer was last set, for its tick or another timer's sake [ns]. */
  timerSetNs: number;
  /** L0 waits, on the hint, for the end of a critical section to take so much [ns]. */
  stealPendingNs: number;
  /** It goes into idle again, behind an interrupt that woke nobody. */
  idleAgain: boolean;
  idleSinceNs: number;
  /** How long the last stay in an idle state was, not yet told to the governor [ns]; 0: none. */
  idleStayNs: number;
  /** A tick hit the idle task since it was last asked for (`tick_nohz_idle_got_tick()`). */
  gotIdleTick: boolean;
  /** One did so up to the end of the last stay in idle; without a governor, the tick stops for the next. */
  tickEndedStay: boolean;
  readonly governor: IdleGovernor;
  /** Time to leave the C-state it is in [ns]. */
  cStateExitNs: number;
  /** It takes interrupts before its extended quiescent state ends; see `CState.irqsInEqs`. */
  irqsInEqs: boolean;
  /** It is leaving its C-state; interrupts wait. */
  waking: boolean;
  rcucStartedNs: number;
  readonly verdict: OpenVerdict;
}

function task(kind: Task['kind'], rank: number, state: CpuState, rt: boolean): Task {
  return {
    kind,
    rank,
    runnable: kind === 'idle',
    state,
    remainingNs: Infinity,
    reader: kind === 'rcuc' && rt,
    softirqDisabled: kind === 'rcuc' || kind === 'ksoftirqd',
    fresh: false,
    waitsSinceNs: 0,
    preemptedInReader: false,
    blocksGracePeriod: false,
  };
}

/** Returns a CPU that idles and owes RCU nothing. */
export function createCpu(id: number, scenario: Scenario, tickPhaseNs: number): Cpu {
  const { host } = scenario;
  const nohzFull = host.isolation === 'nohz_full';
  const rt = host.preemption === 'rt';
  const idleTask = task('idle', -1, at.idle, rt);
  return {
    id,
    nohzFull,
    rdp: createRcuData(id, nohzFull || host.rcuNocbs),
    ct: { inEqs: true, eqsCount: 1 },
    idleTask,
    rcuc: task('rcuc', host.rcucClass === 'fifo' ? host.rcucPriority : 0, at.rcuCore, rt),
    ksoftirqd: task('ksoftirqd', 0, at.work, rt),
    works: [],
    incoming: [],
    current: idleTask,
    turn: idleTask,
    sliceStartNs: 0,
    sliceOver: false,
    segmentEndNs: Infinity,
    irqUntilNs: -1,
    switching: false,
    schedInDue: false,
    irqFromEqs: false,
    softirqUntilNs: -1,
    softirqRaisedNs: 0,
    rcuSoftirqRaised: false,
    rcuSoftirqInPass: false,
    ksoftirqdInPass: false,
    softirqLimitNs: 0,
    rcuSoftirqRuns: false,
    pendingIrqs: 0,
    needResched: false,
    reschedRequested: false,
    tickStopped: true,
    tickPhaseNs,
    tickHeldByExpedited: false,
    frozenUntilNs: 0,
    timerSetNs: 0,
    restartNs: 0,
    stealPendingNs: 0,
    idleAgain: false,
    idleSinceNs: 0,
    idleStayNs: 0,
    gotIdleTick: false,
    tickEndedStay: false,
    governor: { recentNs: [], next: 0 },
    cStateExitNs: 0,
    irqsInEqs: true,
    waking: false,
    rcucStartedNs: 0,
    verdict: { skippedNs: -1, wokenNs: -1, rcucNs: 0 },
  };
}

/** What a kernel thread is to do, and since when it waits. */
export interface WorkOrder {
  readonly rank: number;
  readonly lengthNs: number;
  readonly kind: 'thread' | 'softirq';
  readonly sinceNs: number;
}

/** Returns a kernel thread that has just woken. */
export function createWork({ rank, lengthNs, kind, sinceNs }: WorkOrder, rt: boolean): Task {
  return {
    kind: 'work',
    rank,
    runnable: true,
    state: at.work,
    remainingNs: lengthNs,
    reader: kind === 'softirq' && rt,
    softirqDisabled: kind === 'softirq',
    fresh: true,
    waitsSinceNs: sinceNs,
    preemptedInReader: false,
    blocksGracePeriod: false,
  };
}
