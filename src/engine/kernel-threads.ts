import { at } from '../kernel/cpu-state.js';
import type { Cpu } from './cpu.js';
import { trace, type Host } from './host.js';
import { noteQuiescentState } from './quiescent-state.js';
import { rcucCoreNs, runRcuCore } from './rcu-invoke.js';
import { readerEnds, schedule } from './scheduling.js';
import { startSegment } from './segment.js';
import { takeRaised } from './softirq.js';

/** rcuc has been through `rcu_core()`: once more if a tick added work meanwhile, else it sleeps (`rcu_cpu_kthread()`). */
export function advanceRcuc(host: Host, cpu: Cpu): void {
  runRcuCore(host, cpu);
  if (cpu.rdp.hasWork) {
    startSegment(host, cpu, at.rcuCore, rcucCoreNs(host, cpu));
    return;
  }
  cpu.rcuc.runnable = false;
  readerEnds(host, cpu.rcuc);
  schedule(host, cpu);
}

/**
 * ksoftirqd between two passes: each is a quiescent state, and a place where a wanted reschedule happens.
 *
 * @see `run_ksoftirqd()` and `handle_softirqs()`, kernel/softirq.c
 */
export function advanceKsoftirqd(host: Host, cpu: Cpu): void {
  noteQuiescentState(host, cpu);
  if (cpu.softirqRaisedNs === 0) cpu.ksoftirqd.runnable = false;
  if (cpu.needResched || cpu.softirqRaisedNs === 0) schedule(host, cpu);
  if (!cpu.switching) startSegment(host, cpu, at.work, takeRaised(host, cpu));
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
