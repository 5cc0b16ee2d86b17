import { at } from '../kernel/cpu-state.js';
import type { Cpu } from './cpu.js';
import { trace, type Host } from './host.js';
import { noteQuiescentState } from './quiescent-state.js';
import { runRcuCore } from './rcu-invoke.js';
import { readerEnds, schedule } from './scheduling.js';
import { startSegment } from './segment.js';
import { endRcuSoftirq, rcuSoftirqFollows, softirqPending, takeRaised, takeRcuSoftirq } from './softirq.js';

/**
 * rcuc has been through `rcu_core()` and sleeps. A tick meanwhile brings no second round, as it does in `rcu_cpu_kthread()` for
 * what `rcu_core()` can't have seen: here all of it happens at its end, and sees everything.
 */
export function advanceRcuc(host: Host, cpu: Cpu): void {
  runRcuCore(host, cpu);
  cpu.rcuc.runnable = false;
  readerEnds(host, cpu.rcuc);
  schedule(host, cpu);
}

/**
 * ksoftirqd: a pass ends with RCU's softirq, the last of the vectors; between two passes is a quiescent state, and a place
 * where a wanted reschedule happens.
 *
 * @see `run_ksoftirqd()` and `handle_softirqs()`, kernel/softirq.c
 */
export function advanceKsoftirqd(host: Host, cpu: Cpu): void {
  if (cpu.rcuSoftirqRuns) endRcuSoftirq(host, cpu);
  else if (cpu.ksoftirqdInPass && rcuSoftirqFollows(host, cpu)) {
    startSegment(host, cpu, at.work, takeRcuSoftirq(host, cpu));
    return;
  }
  noteQuiescentState(host, cpu);
  cpu.ksoftirqdInPass = false;
  cpu.ksoftirqd.runnable = softirqPending(cpu);
  if (cpu.needResched || !cpu.ksoftirqd.runnable) schedule(host, cpu);
  if (cpu.switching) return;
  cpu.ksoftirqdInPass = true;
  startSegment(host, cpu, at.work, takeRaised(host, cpu));
}

/** A kernel thread has done its work and is gone. */
export function advanceWork(host: Host, cpu: Cpu): void {
  const done = cpu.current;
  done.runnable = false;
  cpu.works.splice(cpu.works.indexOf(done), 1);
  readerEnds(host, done);
  trace(host, cpu.id, 'kthread done');
  schedule(host, cpu);
}
