import { endReader } from './grace-period.js';
import type { NaiveCpu } from './naive-cpu.js';
import { write, type NaiveHost } from './naive-host.js';
import type { NaiveTask, Segment } from './naive-task.js';

/** Returns a task that has not begun, with no peculiarities but those given. */
export function createTask(task: Pick<NaiveTask, 'name' | 'rank' | 'state' | 'next'> & Partial<NaiveTask>): NaiveTask {
  return {
    reader: false,
    softirqsDisabled: false,
    runnable: false,
    fresh: false,
    waitsSinceNs: 0,
    endsNs: Infinity,
    leftNs: 0,
    preemptedInReader: false,
    blocksGracePeriod: false,
    ...task,
  };
}

/** What tells one kernel thread from another. */
export type ThreadKind = Pick<NaiveTask, 'rank'> &
  Partial<Pick<NaiveTask, 'fresh' | 'reader' | 'softirqsDisabled'>> & { readonly lengthNs: number };

/** Returns a runnable kernel thread with one piece of work, after which it is gone. */
export function createThread(host: NaiveHost, cpu: NaiveCpu, { lengthNs, ...kind }: ThreadKind): NaiveTask {
  const thread: NaiveTask = createTask({
    ...kind,
    name: 'kthread',
    state: 'work',
    runnable: true,
    waitsSinceNs: host.nowNs,
    leftNs: lengthNs,
    next(): Segment {
      thread.runnable = false;
      cpu.threads = cpu.threads.filter((other) => other !== thread);
      endReader(host, thread);
      write(host, cpu.id, 'kthread done');
      return { state: 'work', lengthNs: 0, atOnce: 'schedule' };
    },
  });
  return thread;
}
