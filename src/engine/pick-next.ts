import { fairSliceNs } from '../kernel/fair-slice.js';
import type { Cpu, Task } from './cpu.js';
import type { Host } from './host.js';

/**
 * Returns the task that the scheduler would run: the highest priority; among equal FIFO priorities the current one; among
 * SCHED_OTHER tasks rcuc, then a thread that just woke, then the current one up to the end of its slice, then the one that
 * waited longest.
 */
export function pickNext(host: Host, cpu: Cpu): Task {
  let best = cpu.idleTask;
  const consider = (task: Task) => {
    if (!task.runnable) return;
    if (task.rank > best.rank || (task.rank === best.rank && beats(cpu, task, best))) best = task;
  };
  if (host.vcpu.cpu === cpu.id) consider(host.vcpu.task);
  consider(cpu.rcuc);
  consider(cpu.ksoftirqd);
  for (const work of cpu.works) consider(work);
  return best;
}

function beats(cpu: Cpu, task: Task, best: Task): boolean {
  if (task.rank > 0) return task === cpu.current;
  const first = turn(cpu, task) - turn(cpu, best);
  return first < 0 || (first === 0 && task.waitsSinceNs < best.waitsSinceNs);
}

function turn(cpu: Cpu, task: Task): number {
  if (task.kind === 'rcuc') return 0;
  if (task.fresh) return 1;
  if (task !== cpu.current) return 3;
  return cpu.sliceOver ? 4 : 2;
}

/** Asks for a reschedule if a task that just became runnable should run instead of the current one. */
export function checkPreempt(host: Host, cpu: Cpu): void {
  if (pickNext(host, cpu) !== cpu.current) cpu.needResched = true;
}

/** The tick's part of SCHED_OTHER: the current task's slice may be over (`task_tick_fair()`, kernel/sched/fair.c). */
export function schedTick(host: Host, cpu: Cpu): void {
  if (cpu.current.rank !== 0 || host.nowNs - cpu.sliceStartNs < fairSliceNs(host.scenario.host.cpus)) return;
  cpu.sliceStartNs = host.nowNs;
  cpu.sliceOver = true;
  checkPreempt(host, cpu);
  if (!cpu.needResched) cpu.sliceOver = false;
}
