import { at, preemptible } from '../kernel/cpu-state.js';
import { awaited } from '../kernel/rcu-core.js';
import { clock } from './clocks.js';
import { heavyClass } from './exits.js';
import { createWork, type Cpu, type Task } from './cpu.js';
import { drawUniform } from '../random/index.js';
import { drawNs } from './world.js';
import { trace, type Host } from './host.js';
import { pickNext, takeTurn } from './pick-next.js';
import { noteContextSwitch } from './quiescent-state.js';
import { armCpu } from './segment.js';
import { updateSchedDependency } from './tick-control.js';
import { wakeGpKthreadRemotely } from './gp-wakeup.js';

/** Draws that belong to one migration; lane 0 spaces them. */
const migrationLane = { downtime: 1, leavesWork: 2, leftBehind: 3 } as const;

/** Returns whether a wanted reschedule can happen where the CPU is now. */
export function canReschedule(host: Host, cpu: Cpu): boolean {
  if (cpu.irqUntilNs >= 0 || cpu.softirqUntilNs >= 0) return false;
  const { state } = cpu.current;
  if (host.scenario.host.preemption === 'none') return state === at.user || callsCondResched(host, cpu);
  if (state === at.rcuCore || cpu.current.softirqDisabled) return host.facts.rt;
  return preemptible[state] === true;
}

/** Returns whether the CPU does long kernel work, which calls `cond_resched()` every now and then. */
export function callsCondResched(host: Host, cpu: Cpu): boolean {
  const { state, softirqDisabled } = cpu.current;
  if (state === at.handler) return host.vcpu.exitClass === heavyClass;
  return state === at.teardown || state === at.systemCall || (state === at.work && !softirqDisabled);
}

/**
 * `__schedule()`: notes the quiescent state of a context switch, and switches if another task is to run.
 *
 * @see `__schedule()`, kernel/sched/core.c; `rcu_note_context_switch()`, kernel/rcu/tree_plugin.h
 */
export function schedule(host: Host, cpu: Cpu): void {
  cpu.needResched = false;
  const prev = cpu.current;
  queueReader(host, cpu, prev);
  noteContextSwitch(host, cpu);
  if (prev.kind === 'vcpu' && host.vcpu.migration >= 0) detachVcpu(host, cpu);
  const next = pickNext(host, cpu);
  for (const work of cpu.works) work.fresh = false;
  if (!prev.runnable) updateSchedDependency(host, cpu);
  if (next !== prev) switchTo(host, cpu, prev, next);
}

/** A task that is switched out inside its reader holds the grace period in place of its CPU (`rcu_preempt_ctxt_queue()`). */
function queueReader(host: Host, cpu: Cpu, prev: Task): void {
  if (!prev.reader || !prev.runnable) return;
  prev.preemptedInReader = true;
  if (prev.blocksGracePeriod || !awaited(host.rnp, cpu.id)) return;
  prev.blocksGracePeriod = true;
  host.gp.blockers++;
}

/** A reader that was switched out has ended: the grace period may end with it. */
export function readerEnds(host: Host, task: Task): void {
  task.preemptedInReader = false;
  if (!task.blocksGracePeriod) return;
  task.blocksGracePeriod = false;
  host.gp.blockers--;
  wakeGpKthreadRemotely(host);
}

function switchTo(host: Host, cpu: Cpu, prev: Task, next: Task): void {
  const { nowNs, scenario, vcpu } = host;
  const { switchNs, idleEntryNs } = scenario.costs;
  if (prev.runnable) prev.remainingNs = Math.max(0, cpu.segmentEndNs - nowNs);
  if (prev.kind === 'vcpu' && vcpu.loaded) host.policy.schedOut?.(cpu.id);
  if (prev === cpu.rcuc) accountRcuc(host, cpu, nowNs + switchNs);
  if (next === cpu.rcuc) cpu.rcucStartedNs = nowNs;
  if (next === cpu.idleTask) {
    next.state = at.idleEntry;
    next.remainingNs = idleEntryNs;
  }
  if (next.rank === 0 && next !== cpu.rcuc) takeTurn(cpu, next, nowNs);
  cpu.current = next;
  cpu.switching = true;
  cpu.irqUntilNs = nowNs + switchNs + cpu.restartNs;
  cpu.restartNs = 0;
  cpu.segmentEndNs = Math.max(
    cpu.irqUntilNs,
    next.state === at.haltPoll ? vcpu.pollUntilNs : cpu.irqUntilNs + next.remainingNs,
  );
  armCpu(host, cpu);
  if (host.tracer !== null) trace(host, cpu.id, 'sched_switch', `${nameOf(prev)} ==> ${nameOf(next)}`);
}

function nameOf(task: Task): string {
  return task.kind === 'idle' ? 'swapper' : task.kind === 'work' ? 'kthread' : task.kind;
}

function accountRcuc(host: Host, cpu: Cpu, endNs: number): void {
  const { vcpu } = host;
  const ranNs = endNs - cpu.rcucStartedNs;
  const wanted = vcpu.cpu === cpu.id && vcpu.task.runnable;
  const stolenNs = wanted ? endNs - Math.max(cpu.rcucStartedNs, vcpu.runnableSinceNs) : 0;
  host.recorder.rcuc(ranNs, Math.max(0, stolenNs));
  cpu.verdict.rcucNs += ranNs;
}

/** The stopper takes the vCPU's task off its CPU; it becomes runnable on the other one after the downtime. */
export function detachVcpu(host: Host, cpu: Cpu): void {
  const { vcpu, world, scenario, nowNs } = host;
  const { migrations } = world.processes;
  const serial = vcpu.migration;
  vcpu.migration = -1;
  if (vcpu.ended) return;
  if (vcpu.sleeping) {
    vcpu.cpu = 3 - cpu.id;
    return;
  }
  if (cpu.current === vcpu.task) vcpu.task.remainingNs = Math.max(0, cpu.segmentEndNs - nowNs);
  else if (cpu.current === cpu.rcuc) {
    host.recorder.rcuc(0, nowNs - Math.max(cpu.rcucStartedNs, vcpu.runnableSinceNs));
  }
  vcpu.task.runnable = false;
  vcpu.cpu = 3 - cpu.id;
  host.clocks[clock.arrival] = nowNs + drawNs(world.samplers.downtime, migrations.key, serial, migrationLane.downtime);
  if (drawUniform(migrations.key, serial, migrationLane.leavesWork) < scenario.vcpu.migration.leftBehindShare) {
    const lengthNs = drawNs(world.samplers.leftBehind, migrations.key, serial, migrationLane.leftBehind);
    const left = createWork({ rank: 0, lengthNs, kind: 'thread', sinceNs: nowNs }, host.facts.rt);
    cpu.works.push({ ...left, fresh: false });
  }
  if (host.tracer !== null) trace(host, cpu.id, 'sched_migrate_task', `vcpu to cpu ${vcpu.cpu}`);
}
