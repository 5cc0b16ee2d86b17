import type { StateName } from './task-states.js';

/** One stretch of a task's way. */
export interface Segment {
  readonly state: StateName;
  /** Infinite for one that only an event ends. */
  readonly lengthNs: number;
  /** What happens as soon as it has begun. */
  readonly atOnce?: 'schedule' | 'schedule if wanted' | 'take an interrupt';
  /** What is in its place if `schedule()` chooses the same task again: nothing that happens at the same instant comes between. */
  readonly unlessSwitched?: () => Segment;
}

/** Whatever the scheduler can choose. */
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
