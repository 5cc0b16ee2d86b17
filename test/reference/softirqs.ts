import { type NaiveCpu, shiftSegment } from './naive-cpu.js';
import { record, write, type NaiveHost } from './naive-host.js';
import type { Segment } from './naive-task.js';
import { readJiffies, tickNs, timeOfJiffies } from './naive-jiffies.js';
import { noteQuiescentState } from './quiescent-states.js';
import { rcuCore } from './rcu-core.js';
import { accountRcuSoftirq } from './rcuc-time.js';
import { checkPreemption } from './scheduler.js';
import { lengthNs, uniform } from './world-draws.js';

/** `__do_softirq()`: begins what is raised; returns whether anything was. */
export function beginSoftirq(host: NaiveHost, cpu: NaiveCpu): boolean {
  if (cpu.raisedSoftirqNs > 0) {
    const passNs = takeOnePass(host, cpu);
    run(host, cpu, passNs, false);
    write(host, cpu.id, 'softirq_entry', `${passNs} ns`);
    return true;
  }
  return beginRcuSoftirq(host, cpu);
}

/** Begins RCU's softirq if it is raised. */
export function beginRcuSoftirq(host: NaiveHost, cpu: NaiveCpu): boolean {
  if (!cpu.rcuSoftirqRaised) return false;
  cpu.rcuSoftirqRaised = false;
  const place = Math.floor(host.nowNs / tickNs(host.scenario));
  run(host, cpu, lengthNs(host.scenario.costs.rcuCore, uniform(host.scenario, 'rcuc', place, cpu.id)), true);
  write(host, cpu.id, 'softirq_entry', 'RCU');
  return true;
}

/** `invoke_rcu_core()` where RCU core is a softirq. */
export function raiseRcuSoftirq(host: NaiveHost, cpu: NaiveCpu, window: string): void {
  if (cpu.rcuSoftirqRaised) return;
  cpu.rcuSoftirqRaised = true;
  record(host, 'wake', window);
}

function run({ nowNs }: NaiveHost, cpu: NaiveCpu, passNs: number, ofRcu: boolean): void {
  cpu.softirq = { ofRcu, beganNs: nowNs, endsNs: nowNs + passNs };
  shiftSegment(cpu, passNs);
}

/** One pass handles all that is raised, or two milliseconds of it by jiffies (`MAX_SOFTIRQ_TIME`). */
function takeOnePass(host: NaiveHost, cpu: NaiveCpu): number {
  const { scenario, nowNs, housekeeping } = host;
  const limitJiffies = readJiffies(host) + Math.ceil((2 * scenario.host.hz) / 1000);
  const limitNs = Math.max(timeOfJiffies(scenario, limitJiffies), housekeeping.heldUntilNs) - nowNs;
  const passNs = scenario.softirq.oneHandler ? cpu.raisedSoftirqNs : Math.min(cpu.raisedSoftirqNs, limitNs);
  cpu.raisedSoftirqNs -= passNs;
  return passNs;
}

/** An interrupt inside a softirq is over: a wanted reschedule cuts the pass. */
export function cutSoftirq(host: NaiveHost, cpu: NaiveCpu): void {
  const { softirq } = cpu;
  if (softirq === null || softirq.ofRcu || !cpu.needResched || host.scenario.softirq.oneHandler) return;
  const leftNs = softirq.endsNs - host.nowNs;
  cpu.raisedSoftirqNs += leftNs;
  softirq.endsNs = host.nowNs;
  shiftSegment(cpu, -leftNs);
}

/** The softirq in progress is over. */
export function endSoftirq(host: NaiveHost, cpu: NaiveCpu): void {
  const { softirq } = cpu;
  if (softirq === null) return;
  cpu.softirq = null;
  write(host, cpu.id, 'softirq_exit');
  if (softirq.ofRcu) {
    rcuCore(host, cpu);
    accountRcuSoftirq(host, cpu, softirq.beganNs);
  } else if (cpu.raisedSoftirqNs > 0 && !cpu.ksoftirqd.runnable) {
    cpu.ksoftirqd.runnable = true;
    cpu.ksoftirqd.leftNs = 0;
    cpu.ksoftirqd.waitsSinceNs = host.nowNs;
    checkPreemption(host, cpu);
  }
}

/** The way of ksoftirqd: pass after pass until nothing is raised. */
export function ksoftirqdNext(host: NaiveHost, cpu: NaiveCpu): Segment {
  noteQuiescentState(host, cpu);
  if (cpu.raisedSoftirqNs === 0) cpu.ksoftirqd.runnable = false;
  if (!cpu.ksoftirqd.runnable || cpu.needResched) return { state: 'work', lengthNs: 0, atOnce: 'schedule or go on' };
  return { state: 'work', lengthNs: takeOnePass(host, cpu) };
}
