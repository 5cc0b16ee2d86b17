import { at } from '../kernel/cpu-state.js';
import { clock } from './clocks.js';
import type { Cpu } from './cpu.js';
import { exitLane } from './exits.js';
import type { Host } from './host.js';
import { condResched } from './quiescent-state.js';
import { startSegment } from './segment.js';
import { goToSleep, leaveTimer } from './vcpu-wait.js';
import { drawNs } from './world.js';

/** The VMM sleeps in a system call until a timer of its own expires, no vCPU loaded (`do_nanosleep()`). */
export function startVmmSleep(host: Host, cpu: Cpu): void {
  const { clocks, nowNs, scenario, vcpu, world } = host;
  const { key } = world.exits.sources[Math.max(0, vcpu.exitClass)]!;
  vcpu.vmmSleep = 'begun';
  vcpu.halted = false;
  vcpu.wakeAtNs = nowNs + drawNs(world.samplers.vmmSleep!, key, vcpu.exitSerial, exitLane.block);
  clocks[clock.wake] = vcpu.wakeAtNs;
  leaveTimer(host, cpu, nowNs);
  startSegment(host, cpu, at.systemCall, scenario.costs.blockNs);
  condResched(host, cpu);
}

/**
 * A system call of the VMM has come to its end, or, where it is that of a sleep, to the point where the task leaves the CPU unless it
 * has been woken already.
 *
 * @returns whether it sleeps now; else the call is over
 */
export function fallAsleep(host: Host, cpu: Cpu): boolean {
  const { vcpu } = host;
  if (vcpu.vmmSleep !== 'begun') return false;
  const sleeps = !vcpu.wakePending;
  vcpu.vmmSleep = 'no';
  vcpu.wakePending = false;
  if (sleeps) goToSleep(host, cpu, at.systemCall);
  return sleeps;
}
