import { preemptReader } from './grace-period.js';
import { detachVcpu } from './migration.js';
import type { NaiveCpu } from './naive-cpu.js';
import { preemptRt, vcpuIsCurrent, write, type NaiveHost } from './naive-host.js';
import type { NaiveTask } from './naive-task.js';
import { noteContextSwitch } from './quiescent-states.js';
import { accountRcuc } from './rcuc-time.js';
import { taskStates } from './task-states.js';
import { restartTick, schedulerNeedsTick, tasksOf } from './tick-device.js';

const baseSliceNs = 700_000;

/** Returns the task that should have the CPU. */
function pickNext(host: NaiveHost, cpu: NaiveCpu): NaiveTask {
  return tasksOf(host, cpu)
    .filter(({ runnable }) => runnable)
    .reduce((best, task) => (goesBefore(cpu, task, best) ? task : best), cpu.idleTask);
}

/** Whether a task goes before one that was looked at earlier. */
function goesBefore(cpu: NaiveCpu, task: NaiveTask, best: NaiveTask): boolean {
  if (task.rank !== best.rank) return task.rank > best.rank;
  if (task.rank > 0) return task === cpu.current;
  const [its, bests] = [fairClass(cpu, task), fairClass(cpu, best)];
  return its < bests || (its === bests && task.waitsSinceNs < best.waitsSinceNs);
}

/** SCHED_OTHER in five classes: rcuc, who has just woken, whose turn it is, who waits, whose turn is over. */
function fairClass(cpu: NaiveCpu, task: NaiveTask): number {
  if (task === cpu.rcuc) return 0;
  if (task.fresh) return 1;
  if (task !== cpu.turn.of) return 3;
  return cpu.turn.over ? 4 : 2;
}

function takeTurn(host: NaiveHost, { turn }: NaiveCpu, task: NaiveTask): void {
  if (turn.of === task && !turn.over) return;
  turn.of.waitsSinceNs = host.nowNs;
  turn.of = task;
  turn.sinceNs = host.nowNs;
  turn.over = false;
}

/** Wants a reschedule if another task should have the CPU. */
export function checkPreemption(host: NaiveHost, cpu: NaiveCpu): void {
  if (pickNext(host, cpu) !== cpu.current) cpu.needResched = true;
}

/** `sched_tick()`: ends the slice of a SCHED_OTHER task. */
export function schedulerTick(host: NaiveHost, cpu: NaiveCpu): void {
  const { turn, current } = cpu;
  const { cpus } = host.scenario.host;
  const sliceNs = baseSliceNs * (1 + (cpus >= 8 ? 3 : cpus >= 4 ? 2 : 1));
  if (turn.of !== current || host.nowNs - turn.sinceNs < sliceNs) return;
  turn.over = true;
  if (pickNext(host, cpu) === current) takeTurn(host, cpu, current);
  else cpu.needResched = true;
}

/** Whether the code that the CPU executes may be preempted, or asks to be. */
export function maySchedule(host: NaiveHost, cpu: NaiveCpu): boolean {
  if (cpu.busy !== null || cpu.softirq !== null) return false;
  const { state, softirqsDisabled } = cpu.current;
  if (host.scenario.host.preemption === 'none') return state === 'user' || callsCondResched(host, cpu);
  if (state === 'rcuCore' || softirqsDisabled) return preemptRt(host);
  return taskStates[state].preemptible;
}

/** Whether the code is one of the long loops that call `cond_resched()`. */
export function callsCondResched(host: NaiveHost, { current }: NaiveCpu): boolean {
  if (current.state === 'handler') return host.vcpu.exit.class === 'heavy';
  return (
    current.state === 'teardown' ||
    current.state === 'systemCall' ||
    (current.state === 'work' && !current.softirqsDisabled)
  );
}

/** Calls `schedule()` if it is wanted and possible. */
export function scheduleIfWanted(host: NaiveHost, cpu: NaiveCpu): void {
  if (cpu.needResched && maySchedule(host, cpu)) schedule(host, cpu);
}

export function schedule(host: NaiveHost, cpu: NaiveCpu): void {
  cpu.needResched = false;
  const former = cpu.current;
  if (former.reader && former.runnable) preemptReader(host, cpu, former);
  noteContextSwitch(host, cpu);
  if (vcpuIsCurrent(host, cpu) && host.vcpu.migrationWaiting !== null) detachVcpu(host);
  const next = pickNext(host, cpu);
  for (const thread of cpu.threads) thread.fresh = false;
  if (!former.runnable && cpu.nohzFull && schedulerNeedsTick(host, cpu)) restartTick(host, cpu);
  if (next !== former) switchTo(host, cpu, next);
}

function switchTo(host: NaiveHost, cpu: NaiveCpu, next: NaiveTask): void {
  const { nowNs, vcpu } = host;
  const { switchNs, tickRestartUs = 0, idleEntryNs } = host.scenario.costs;
  const former = cpu.current;
  if (former.runnable) former.leftNs = Math.max(0, former.endsNs - nowNs);
  if (former === vcpu.task && vcpu.loaded) host.policy.schedOut?.(cpu.id);
  if (former === cpu.rcuc) accountRcuc(host, cpu);
  if (next === cpu.rcuc) cpu.rcucSinceNs = nowNs;
  if (next === cpu.idleTask) {
    next.state = 'idleEntry';
    next.leftNs = idleEntryNs;
  }
  if (next.rank === 0 && next !== cpu.rcuc) takeTurn(host, cpu, next);
  cpu.current = next;
  const restartNs = cpu.tickRestartedByIdle ? Math.round(tickRestartUs * 1000) : 0;
  cpu.tickRestartedByIdle = false;
  const switchEndsNs = nowNs + switchNs + restartNs;
  cpu.busy = { with: 'context switch', endsNs: switchEndsNs };
  next.endsNs = next.state === 'haltPoll' ? Math.max(vcpu.pollEndsNs, switchEndsNs) : switchEndsNs + next.leftNs;
  write(host, cpu.id, 'sched_switch', `${former.name} ==> ${next.name}`);
}
