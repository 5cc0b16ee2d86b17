import { fairSliceNs } from '../kernel/fair-slice.js';
import type { Cpu, Task } from './cpu.js';
import type { Host } from './host.js';

/**
 * Returns the task that the scheduler would run: the highest priority; among equal FIFO priorities the current one; among
 * SCHED_OTHER tasks rcuc, then a thread that just woke, then the one whose turn it is up to the end of its slice, then the
 * one that waited longest.
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
  if (task !== cpu.turn) return 3;
  return cpu.sliceOver ? 4 : 2;
}

/** A SCHED_OTHER task gets the CPU: a new slice, unless it only made way for a FIFO task. */
export function takeTurn(cpu: Cpu, task: Task, nowNs: number): void {
  if (task === cpu.turn && !cpu.sliceOver) return;
  cpu.turn.waitsSinceNs = nowNs;
  cpu.turn = task;
  cpu.sliceStartNs = nowNs;
  cpu.sliceOver = false;
}

/** Asks for a reschedule if a task that just became runnable should run instead of the current one. */
export function checkPreempt(host: Host, cpu: Cpu): void {
  if (pickNext(host, cpu) !== cpu.current) cpu.needResched = true;
}

/** Returns whether halt polling may go on: nobody else wants the CPU (`kvm_vcpu_can_poll()`, virt/kvm/kvm_main.c). */
export function canPoll(cpu: Cpu): boolean {
  return !cpu.needResched && !cpu.rcuc.runnable && !cpu.ksoftirqd.runnable && cpu.works.length === 0;
}

/** The tick's part of SCHED_OTHER: the current task's slice may be over (`task_tick_fair()`, kernel/sched/fair.c). */
export function schedTick(host: Host, cpu: Cpu): void {
  const { current } = cpu;
  if (current !== cpu.turn || host.nowNs - cpu.sliceStartNs < fairSliceNs(host.scenario.host.cpus)) return;
  cpu.sliceOver = true;
  if (pickNext(host, cpu) === current) takeTurn(cpu, current, host.nowNs);
  else cpu.needResched = true;
}
