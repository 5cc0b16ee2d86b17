import { at } from '../kernel/cpu-state.js';
import { adaptHaltPolling } from '../kernel/halt.js';
import { clock } from './clocks.js';
import { irq, type Cpu } from './cpu.js';
import { exitLane, hltClass } from './exits.js';
import { cpuOf, trace, type Host } from './host.js';
import { raiseIrq } from './interrupts.js';
import { canPoll } from './pick-next.js';
import { schedule } from './scheduling.js';
import { armCpu, startSegment } from './segment.js';
import { drawNs } from './world.js';

/** E14: the guest halted; the host polls for a while before the task sleeps (`kvm_vcpu_halt()`). */
export function startHalt(host: Host, cpu: Cpu): void {
  const { vcpu, nowNs, scenario } = host;
  const wakeAtNs = haltEndNs(host);
  if (wakeAtNs <= nowNs) {
    vcpu.gapStartNs = Math.max(vcpu.gapStartNs, wakeAtNs);
    startSegment(host, cpu, at.loop, scenario.costs.loopNs);
    return;
  }
  vcpu.wakeAtNs = wakeAtNs;
  vcpu.haltedAtNs = nowNs;
  vcpu.halted = true;
  host.clocks[clock.wake] = wakeAtNs;
  if (host.tracer !== null) trace(host, cpu.id, 'kvm_vcpu_halt', `polls ${vcpu.polling.pollNs} ns`);
  if (vcpu.polling.pollNs > 0 && canPoll(cpu)) {
    vcpu.pollUntilNs = nowNs + vcpu.polling.pollNs;
    startSegment(host, cpu, at.haltPoll, vcpu.polling.pollNs);
  } else startSegment(host, cpu, at.block, scenario.costs.blockNs);
}

/** A halt ends at an instant of its own in wall time, a cyclictest guest's at the latest with its timer. */
function haltEndNs(host: Host): number {
  const { vcpu, world, scenario } = host;
  const cycles = scenario.guest.hlt.workUs !== undefined;
  if (vcpu.exitSerial < 0 && !cycles) return vcpu.expiryNs;
  const source = world.exits.sources[hltClass]!;
  const serial = cycles ? vcpu.haltCycles++ : vcpu.exitSerial;
  const lengthNs = drawNs(world.samplers.halt, source.key, serial, exitLane.halt);
  const endNs = vcpu.gapStartNs + lengthNs;
  return scenario.guest.instrument === 'cyclictest' ? Math.min(endNs, vcpu.expiryNs) : endNs;
}

/** E15a: the exit handler waits for I/O. */
export function startSleep(host: Host, cpu: Cpu, lengthNs: number): void {
  const { vcpu, nowNs, scenario } = host;
  vcpu.wakeAtNs = nowNs + lengthNs;
  vcpu.halted = false;
  host.clocks[clock.wake] = vcpu.wakeAtNs;
  startSegment(host, cpu, at.block, scenario.costs.blockNs);
}

/** The wait goes on to its next stage, or is over: after polling, on the way to sleep, or switched in again. */
export function advanceWait(host: Host, cpu: Cpu): void {
  const { state } = cpu.current;
  if (host.vcpu.wakePending || state === at.schedIn) endWait(host, cpu);
  else if (state === at.haltPoll) startSegment(host, cpu, at.block, host.scenario.costs.blockNs);
  else goToSleep(host, cpu);
}

/** The vCPU runs on; how long it was halted, the way back in it, adapts the polling (`kvm_vcpu_halt()`). */
function endWait(host: Host, cpu: Cpu): void {
  const { vcpu, scenario, nowNs } = host;
  vcpu.wakePending = false;
  if (vcpu.halted) adaptHaltPolling(vcpu.polling, nowNs - vcpu.haltedAtNs, scenario.host.haltPollNs);
  vcpu.halted = false;
  startSegment(host, cpu, at.loop, scenario.costs.loopNs);
}

/** E15b: the task leaves the CPU. */
function goToSleep(host: Host, cpu: Cpu): void {
  const { vcpu } = host;
  vcpu.sleeping = true;
  vcpu.task.runnable = false;
  vcpu.task.state = at.schedIn;
  vcpu.task.remainingNs = host.scenario.costs.schedInNs;
  schedule(host, cpu);
}

/** What the vCPU waits for has come: ends the polling, or interrupts the CPU on which the task sleeps. */
export function wakeUp(host: Host): void {
  const { vcpu, nowNs, clocks } = host;
  clocks[clock.wake] = Infinity;
  if (vcpu.halted) vcpu.gapStartNs = vcpu.wakeAtNs;
  vcpu.wakeAtNs = Infinity;
  const cpu = cpuOf(host, vcpu.cpu);
  if (vcpu.sleeping) {
    raiseIrq(host, cpu, irq.wake);
    return;
  }
  vcpu.wakePending = true;
  if (vcpu.task.state !== at.haltPoll) return;
  vcpu.pollUntilNs = nowNs;
  if (cpu.current !== vcpu.task) return;
  cpu.segmentEndNs = Math.max(nowNs, cpu.frozenUntilNs);
  armCpu(host, cpu);
}
