import { drawUniform, laneCount } from '../random/index.js';
import { at } from '../kernel/cpu-state.js';
import type { Cpu } from './cpu.js';
import { exitLane } from './exits.js';
import { trace, type Host } from './host.js';
import { condResched, enterEqs, exitEqs } from './quiescent-state.js';
import { canReschedule, schedule } from './scheduling.js';
import { startSegment } from './segment.js';
import { fallAsleep, startVmmSleep } from './vmm-sleep.js';
import { drawNs } from './world.js';

/** User mode around each system call of the VMM, unless the scenario says it [us]; assumed. */
const betweenCallsUs = 1;

/** What the VMM does with a vCPU ioctl that does not run the guest, in user mode before it calls KVM_RUN [ns]; assumed. */
const betweenIoctlsNs = 500;

/** E2: `vcpu_load()` for KVM_RUN. */
export function enterKvmRun(host: Host, cpu: Cpu): void {
  load(host, cpu, true);
}

function load(host: Host, cpu: Cpu, wantsToRun: boolean): void {
  host.vcpu.loaded = true;
  host.vcpu.wantsToRun = wantsToRun;
  host.policy.vcpuLoad?.(cpu.id, wantsToRun);
  startSegment(host, cpu, at.load, host.scenario.costs.loadNs);
}

/** E16: out of the run loop towards `vcpu_put()`. */
export function leaveRunLoop(host: Host, cpu: Cpu): void {
  startSegment(host, cpu, at.leave, host.scenario.costs.leaveNs);
}

/** The vCPU's segment outside the run loop is over. */
export function advanceUserspace(host: Host, cpu: Cpu): void {
  const { vcpu, scenario } = host;
  const { costs } = scenario;
  switch (cpu.current.state) {
    case at.leave:
      host.policy.vcpuPut?.(cpu.id);
      vcpu.loaded = false;
      if (vcpu.terminating) startTeardown(host, cpu);
      else startSegment(host, cpu, at.toUser, costs.toUserNs);
      return;
    case at.toUser:
      if (cpu.needResched) schedule(host, cpu);
      else enterUser(host, cpu);
      return;
    case at.systemCall:
      if (fallAsleep(host, cpu)) return;
      if (cpu.needResched) schedule(host, cpu);
      else stayBetweenCalls(host, cpu);
      return;
    case at.user:
      if (host.facts.contextTracking) exitEqs(host, cpu);
      if (vcpu.vmmUntilNs > host.nowNs) startSystemCall(host, cpu);
      else if (vcpu.vmmSleep === 'due') startVmmSleep(host, cpu);
      else startSegment(host, cpu, at.fromUser, costs.fromUserNs);
      return;
    case at.fromUser:
      load(host, cpu, !vcpu.otherIoctlDue);
      return;
    case at.load:
      if (vcpu.wantsToRun) startSegment(host, cpu, at.loop, costs.loopNs);
      else leaveRunLoop(host, cpu);
      return;
    case at.teardown:
      endVcpu(host, cpu);
      return;
    default:
      throw new RangeError(`the vcpu has no next step from state ${cpu.current.state}`);
  }
}

/** E0: the VMM handles the exit; some of the time it also makes a vCPU ioctl other than KVM_RUN. */
function enterUser(host: Host, cpu: Cpu): void {
  const { vcpu, world, scenario } = host;
  if (host.facts.contextTracking) enterEqs(host, cpu);
  if (vcpu.otherIoctlDue) {
    vcpu.otherIoctlDue = false;
    startSegment(host, cpu, at.user, betweenIoctlsNs);
    return;
  }
  const { key } = world.exits.sources[Math.max(0, vcpu.exitClass)]!;
  vcpu.otherIoctlDue = drawUniform(key, vcpu.exitSerial, exitLane.otherIoctl) < scenario.vcpu.otherIoctlShare;
  const lengthNs = drawNs(world.samplers.userspace, key, vcpu.exitSerial, exitLane.userspace);
  if (world.samplers.vmmSleep !== null) vcpu.vmmSleep = 'due';
  trace(host, cpu.id, 'kvm_userspace_exit');
  if (world.samplers.systemCall === null) startSegment(host, cpu, at.user, lengthNs);
  else {
    vcpu.vmmUntilNs = host.nowNs + lengthNs;
    vcpu.systemCalls = 0;
    startBetweenCalls(host, cpu);
  }
}

/** The VMM is back in user mode from a system call. */
function stayBetweenCalls(host: Host, cpu: Cpu): void {
  if (host.facts.contextTracking) enterEqs(host, cpu);
  startBetweenCalls(host, cpu);
}

function startBetweenCalls(host: Host, cpu: Cpu): void {
  const { betweenCallsUs: givenUs = betweenCallsUs } = host.scenario.guest;
  startSegment(host, cpu, at.user, Math.round(givenUs * 1000));
}

/** The VMM goes on in the kernel, outside KVM_RUN, for a drawn time. */
function startSystemCall(host: Host, cpu: Cpu): void {
  const { vcpu, world } = host;
  const { systemCall } = world.samplers;
  if (systemCall === null) return;
  const { key } = world.exits.sources[Math.max(0, vcpu.exitClass)]!;
  const lane = exitLane.systemCall + (vcpu.systemCalls++ % (laneCount - exitLane.systemCall));
  startSegment(host, cpu, at.systemCall, drawNs(systemCall, key, vcpu.exitSerial, lane));
  condResched(host, cpu);
}

/** The VM ends: its vCPU's task frees what the VM held, long kernel work, and is gone. */
function startTeardown(host: Host, cpu: Cpu): void {
  const lengthNs = drawNs(host.world.samplers.teardown, host.world.streams.teardown, 0, 0);
  startSegment(host, cpu, at.teardown, lengthNs);
  trace(host, cpu.id, 'kvm_destroy_vm');
  condResched(host, cpu);
  if (cpu.needResched && canReschedule(host, cpu)) schedule(host, cpu);
}

function endVcpu(host: Host, cpu: Cpu): void {
  host.vcpu.ended = true;
  host.vcpu.task.runnable = false;
  schedule(host, cpu);
}
