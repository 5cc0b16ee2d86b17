import { drawUniform } from '../random/index.js';
import { at } from '../kernel/cpu-state.js';
import { reportWithoutCore } from '../kernel/rcu-core.js';
import type { Cpu } from './cpu.js';
import { exitLane, fastpathClass, heavyClass, hltClass, timerClass, type ExitClass } from './exits.js';
import { wakeGpKthreadRemotely } from './gp-wakeup.js';
import { enterGuest, leaveGuest } from './guest.js';
import { advanceWait, startHalt, startSleep } from './halt-actor.js';
import { trace, type Host } from './host.js';
import { takeIrq } from './interrupts.js';
import { takeTurn } from './pick-next.js';
import { closeVerdict, condResched, enterEqs, exitEqs, noteContextSwitch } from './quiescent-state.js';
import { canReschedule, schedule } from './scheduling.js';
import { startSegment, tickClock } from './segment.js';
import { hostJiffies } from './timekeeping.js';
import { advanceUserspace, enterKvmRun, leaveRunLoop } from './userspace.js';
import { advanceCycle, cycleExitClass } from './work-cycle.js';
import { drawNs } from './world.js';

/** The guest exits by itself: E7 to E8. */
export function startExit(host: Host, cpu: Cpu, exitClass: ExitClass, serial: number, handlerNs: number): void {
  leaveGuest(host, exitClass);
  host.vcpu.exitSerial = serial;
  host.vcpu.exitHandlerNs = handlerNs;
  startSegment(host, cpu, at.exit, host.scenario.costs.exitNs);
}

/** The guest exits because its cycle of work and halt is so far. */
export function exitInCycle(host: Host, cpu: Cpu): void {
  const { facts, scenario } = host;
  const exitClass = cycleExitClass(host);
  startExit(host, cpu, exitClass, -1, exitClass === hltClass ? scenario.costs.loopNs : facts.timerExit!.handlerNs);
  advanceCycle(host);
}

/** The vCPU's segment is over: what comes next on its way through the run loop (E0 to E17). */
export function advanceVcpu(host: Host, cpu: Cpu): void {
  const { vcpu, scenario } = host;
  const { costs } = scenario;
  switch (cpu.current.state) {
    case at.exit:
      endExitEqs(host, cpu);
      return;
    case at.exitMasked:
      afterExit(host, cpu);
      return;
    case at.vmxInterrupt:
      afterVmxInterrupt(host, cpu);
      return;
    case at.fastpath:
      if (exitRequested(host, cpu)) startSegment(host, cpu, at.interruptWindow, costs.windowNs);
      else maskInterrupts(host, cpu);
      return;
    case at.interruptWindow:
      startSegment(host, cpu, at.preemptEnable, costs.tailNs);
      return;
    case at.preemptEnable:
      if (cpu.pendingIrqs !== 0) takeIrq(host, cpu);
      else endPreemptDisabled(host, cpu);
      return;
    case at.handler:
      afterHandler(host, cpu);
      return;
    case at.loop:
      if (vcpu.terminating) leaveRunLoop(host, cpu);
      else startSegment(host, cpu, at.beforeEntry, costs.preEntryNs);
      return;
    case at.beforeEntry:
      if (exitRequested(host, cpu)) backOut(host, cpu);
      else maskInterrupts(host, cpu);
      return;
    case at.entryMasked:
      startEntry(host, cpu);
      return;
    case at.entry:
      enterGuest(host, cpu);
      return;
    case at.haltPoll:
    case at.block:
    case at.schedIn:
      advanceWait(host, cpu);
      return;
    default:
      advanceUserspace(host, cpu);
  }
}

/** Something keeps the vCPU from entering the guest: a wanted reschedule or a signal (`kvm_vcpu_exit_request()`). */
function exitRequested({ vcpu }: Host, cpu: Cpu): boolean {
  return cpu.needResched || vcpu.terminating;
}

/** Instead of E6, back to the loop, which handles what came up (`xfer_to_guest_mode_handle_work()`). */
function backOut(host: Host, cpu: Cpu): void {
  startSegment(host, cpu, at.loop, host.scenario.costs.loopNs);
  if (cpu.needResched) schedule(host, cpu);
}

/** Before E6: interrupts are off, RCU still watches. */
function maskInterrupts(host: Host, cpu: Cpu): void {
  const { entry } = host.facts.maskedNs;
  if (entry > 0) startSegment(host, cpu, at.entryMasked, entry);
  else startEntry(host, cpu);
}

/** E6: the guest counts as an extended quiescent state from here on, if the CPU tracks contexts. */
function startEntry(host: Host, cpu: Cpu): void {
  const { nowNs, scenario, facts, policy } = host;
  if (facts.contextTracking) enterEqs(host, cpu);
  else {
    noteContextSwitch(host, cpu);
    closeVerdict(host, cpu);
  }
  policy.guestEnter?.(cpu.id, hostJiffies(host, nowNs), nowNs);
  startSegment(host, cpu, at.entry, scenario.costs.entryNs);
}

/** E8: the extended quiescent state is over. */
function endExitEqs(host: Host, cpu: Cpu): void {
  const { facts, policy, nowNs } = host;
  if (facts.contextTracking) exitEqs(host, cpu);
  policy.guestExit?.(cpu.id, hostJiffies(host, nowNs), nowNs);
  applyExitNote(host, cpu);
  if (facts.maskedNs.exit > 0) startSegment(host, cpu, at.exitMasked, facts.maskedNs.exit);
  else afterExit(host, cpu);
}

/** Behind E8: the interrupt that ended the guest's run, or the fast path, or E10. */
function afterExit(host: Host, cpu: Cpu): void {
  const { vcpu, scenario, facts } = host;
  if (vcpu.exitClass === fastpathClass || vcpu.exitClass === timerClass) {
    startSegment(host, cpu, at.fastpath, vcpu.exitHandlerNs);
  } else if (vcpu.exitClass < 0 && facts.vmx && cpu.pendingIrqs !== 0) {
    startSegment(host, cpu, at.vmxInterrupt, 0);
    takeIrq(host, cpu);
  } else startSegment(host, cpu, at.interruptWindow, scenario.costs.windowNs);
}

/** Behind E9: the window, or with the fast path for interrupt exits straight back into the guest. */
function afterVmxInterrupt(host: Host, cpu: Cpu): void {
  const { host: options, costs } = host.scenario;
  if (options.irqExitFastpath && !exitRequested(host, cpu)) maskInterrupts(host, cpu);
  else startSegment(host, cpu, at.interruptWindow, costs.windowNs);
}

/** P10 notes a quiescent state where contexts are not tracked; P10i does what its description promises. */
function applyExitNote(host: Host, cpu: Cpu): void {
  const { onGuestExit } = host.policy;
  if (onGuestExit === 'note-quiescent-state' && !host.facts.contextTracking) noteContextSwitch(host, cpu);
  if (onGuestExit === 'report-quiescent-state') {
    if (reportWithoutCore(host.rnp, cpu.rdp, hostJiffies(host, host.nowNs))) wakeGpKthreadRemotely(host);
  }
}

/** Behind E11: interrupts were enabled before preemption is, so what came meanwhile has been handled by now. */
function endPreemptDisabled(host: Host, cpu: Cpu): void {
  startHandler(host, cpu);
  if (cpu.needResched && canReschedule(host, cpu)) schedule(host, cpu);
}

/** E12, or straight to E13 where the host's interrupt was all there was to handle. */
function startHandler(host: Host, cpu: Cpu): void {
  const { vcpu, scenario } = host;
  if (vcpu.exitClass < 0 || vcpu.exitClass === fastpathClass || vcpu.exitClass === timerClass) {
    startSegment(host, cpu, at.loop, scenario.costs.loopNs);
    return;
  }
  if (vcpu.deferredWakeupsDue > 0) {
    vcpu.deferredWakeupsDue--;
    cpu.rdp.nocbDeferWakeup = true;
    trace(host, cpu.id, 'call_rcu', 'rcuog asleep: its wake-up is deferred');
  }
  startSegment(host, cpu, at.handler, vcpu.exitHandlerNs);
  if (vcpu.exitClass === heavyClass) condResched(host, cpu);
}

function afterHandler(host: Host, cpu: Cpu): void {
  const { vcpu, scenario, world } = host;
  if (vcpu.exitClass === hltClass) {
    startHalt(host, cpu);
    return;
  }
  if (vcpu.exitSerial < 0) {
    startSegment(host, cpu, at.loop, scenario.costs.loopNs);
    return;
  }
  const { key } = world.exits.sources[vcpu.exitClass]!;
  const { userspaceShare, blockShare } = host.facts.exitShares[vcpu.exitClass]!;
  if (drawUniform(key, vcpu.exitSerial, exitLane.blocks) < blockShare) {
    startSleep(host, cpu, drawNs(world.samplers.block, key, vcpu.exitSerial, exitLane.block));
  } else if (drawUniform(key, vcpu.exitSerial, exitLane.toUserspace) < userspaceShare) leaveRunLoop(host, cpu);
  else startSegment(host, cpu, at.loop, scenario.costs.loopNs);
}

/** Starts the vCPU's first KVM_RUN. */
export function startVcpu(host: Host, cpu: Cpu): void {
  cpu.current = host.vcpu.task;
  cpu.tickStopped = false;
  host.clocks[tickClock(cpu)] = cpu.tickPhaseNs + host.facts.tickNs;
  cpu.ct.inEqs = false;
  if (host.vcpu.task.rank === 0) takeTurn(cpu, host.vcpu.task, host.nowNs);
  enterKvmRun(host, cpu);
}
