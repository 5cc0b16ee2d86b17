import { at } from '../kernel/cpu-state.js';
import { adaptHaltPolling } from '../kernel/halt.js';
import { clock } from './clocks.js';
import type { Cpu } from './cpu.js';
import { exitLane, hltClass } from './exits.js';
import { trace, type Host } from './host.js';
import { canPoll } from './pick-next.js';
import { startSegment } from './segment.js';
import { goToSleep, leaveTimer } from './vcpu-wait.js';
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
  leaveTimer(host, cpu, timerSinceNs(host));
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
  const endNs = timerSinceNs(host) + lengthNs;
  return scenario.guest.instrument === 'cyclictest' ? Math.min(endNs, vcpu.expiryNs) : endNs;
}

/** Since when the timer runs that ends the halt: since the guest exited to arm it, or as it halted [ns]. */
function timerSinceNs({ facts, vcpu }: Host): number {
  return facts.timerExit !== null && vcpu.exitSerial < 0 ? vcpu.cycle.armedNs : vcpu.gapStartNs;
}

/** E15a: the exit handler waits for I/O. */
export function startSleep(host: Host, cpu: Cpu, lengthNs: number): void {
  const { vcpu, nowNs, scenario } = host;
  vcpu.wakeAtNs = nowNs + lengthNs;
  vcpu.halted = false;
  vcpu.wokenRemotely = false;
  host.clocks[clock.wake] = vcpu.wakeAtNs;
  startSegment(host, cpu, at.block, scenario.costs.blockNs);
}

/** The wait goes on to its next stage, or is over: after polling, on the way to sleep, or switched in again. */
export function advanceWait(host: Host, cpu: Cpu): void {
  const { state } = cpu.current;
  if (host.vcpu.wakePending || state === at.schedIn) endWait(host, cpu);
  else if (state === at.haltPoll) startSegment(host, cpu, at.block, host.scenario.costs.blockNs);
  else goToSleep(host, cpu, at.schedIn);
}

/** The vCPU runs on; how long it was halted, the way back in it, adapts the polling (`kvm_vcpu_halt()`). */
function endWait(host: Host, cpu: Cpu): void {
  const { vcpu, scenario, nowNs } = host;
  vcpu.wakePending = false;
  if (vcpu.halted) adaptHaltPolling(vcpu.polling, nowNs - vcpu.haltedAtNs, scenario.host.haltPollNs);
  vcpu.halted = false;
  startSegment(host, cpu, at.loop, scenario.costs.loopNs);
}
