import { at, type CpuState } from '../kernel/cpu-state.js';
import { clock, type Clock } from './clocks.js';
import type { Cpu } from './cpu.js';
import type { Host } from './host.js';

/** Returns the clock of a modelled CPU's own progress. */
export function cpuClock(cpu: Cpu): Clock {
  return (cpu.id === 1 ? clock.cpu1 : clock.cpu2) as Clock;
}

/** Returns the clock of a modelled CPU's tick. */
export function tickClock(cpu: Cpu): Clock {
  return (cpu.id === 1 ? clock.tick1 : clock.tick2) as Clock;
}

/** Sets the CPU's clock to the next end of what it does: interrupt, softirq or segment. */
export function armCpu(host: Host, cpu: Cpu): void {
  const nextNs = cpu.irqUntilNs >= 0 ? cpu.irqUntilNs : cpu.softirqUntilNs >= 0 ? cpu.softirqUntilNs : cpu.segmentEndNs;
  host.clocks[cpuClock(cpu)] = Math.max(nextNs, host.nowNs);
}

/** The current task goes on in `state` for `lengthNs` (Infinity: until something happens). */
export function startSegment(host: Host, cpu: Cpu, state: CpuState, lengthNs: number): void {
  cpu.current.state = state;
  cpu.segmentEndNs = host.nowNs + lengthNs;
  armCpu(host, cpu);
}

/** Something else takes `lengthNs` of the CPU before the current segment can go on; halt polling ends by the clock. */
export function delaySegment(cpu: Cpu, lengthNs: number): void {
  if (cpu.current.state !== at.haltPoll) cpu.segmentEndNs += lengthNs;
  if (cpu.softirqUntilNs >= 0) cpu.softirqUntilNs += lengthNs;
}
