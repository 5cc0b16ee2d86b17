import {
  deliverInterrupts,
  endContextSwitch,
  endCStateExit,
  endInterruptInSoftirq,
  exitInterrupt,
  takeInterrupt,
} from './interrupts.js';
import { stealIfWaiting } from './level-0.js';
import { beginNextSegment, beginSegment, type NaiveCpu } from './naive-cpu.js';
import type { NaiveHost } from './naive-host.js';
import { schedule, scheduleIfWanted } from './scheduler.js';
import { beginSoftirq, endSoftirq } from './softirqs.js';

/** Returns when the CPU is done with what it is doing [ns]; polling that ended during an interrupt ends with that. */
export function progressNs(host: NaiveHost, cpu: NaiveCpu): number {
  return Math.max(host.nowNs, cpu.busy?.endsNs ?? cpu.softirq?.endsNs ?? cpu.current.endsNs);
}

/** The CPU is done with what it was doing, and does what is next. */
export function progress(host: NaiveHost, cpu: NaiveCpu): void {
  if (cpu.busy !== null) endBusy(host, cpu, cpu.busy.with);
  else if (cpu.softirq === null) endSegment(host, cpu);
  else if (!endSoftirq(host, cpu)) exitInterrupt(host, cpu);
  deliverInterrupts(host, cpu);
  stealIfWaiting(host, cpu);
}

function endBusy(host: NaiveHost, cpu: NaiveCpu, what: NonNullable<NaiveCpu['busy']>['with']): void {
  cpu.busy = null;
  if (what === 'context switch') endContextSwitch(host, cpu);
  else if (what === 'C-state exit') endCStateExit(host, cpu);
  else if (cpu.softirq !== null) endInterruptInSoftirq(host, cpu);
  else if (cpu.current.softirqsDisabled || !beginSoftirq(host, cpu)) exitInterrupt(host, cpu);
}

function endSegment(host: NaiveHost, cpu: NaiveCpu): void {
  const { atOnce, unlessSwitched } = beginNextSegment(cpu, host.nowNs);
  if (atOnce === 'schedule') schedule(host, cpu);
  if (unlessSwitched !== undefined && cpu.busy === null) beginSegment(cpu, host.nowNs, unlessSwitched());
  if (atOnce === 'schedule if wanted') scheduleIfWanted(host, cpu);
  if (atOnce === 'take an interrupt') takeInterrupt(host, cpu);
}
