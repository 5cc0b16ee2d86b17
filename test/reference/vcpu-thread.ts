import { executeGuest } from './guest-execution.js';
import { drawOfExit } from './guest-exit.js';
import { masked } from './masked-stretch.js';
import { contextTracking, write, type NaiveHost } from './naive-host.js';
import { readJiffies } from './naive-jiffies.js';
import type { Segment } from './naive-task.js';
import { beginEqs, condResched, endEqs, noteContextSwitch } from './quiescent-states.js';
import { reportAtGuestExit } from './rcu-core.js';
import { userspace } from './userspace.js';
import { haltVcpu, sleepInHandler } from './vcpu-wait.js';
import { closeVerdicts } from './verdicts.js';
import { lengthNs, uniform } from './world-draws.js';

/** Part of the vCPU thread's way: the segments between which the host may do something else. */
type Way<T = void> = Generator<Segment, T, void>;

/** The life of the vCPU's thread, from its first KVM_RUN to the end of the virtual machine. */
export function* vcpuThread(host: NaiveHost): Way<never> {
  const { vcpu } = host;
  yield* ioctl(host, true);
  while (!vcpu.toldToEnd) {
    yield* userspace(host);
    yield* ioctl(host, !vcpu.otherIoctlDue);
  }
  return yield* teardown(host);
}

/** E2 to E16: vcpu_load, KVM_RUN or nothing much, vcpu_put. */
function* ioctl(host: NaiveHost, wantsToRun: boolean): Way {
  const { vcpu, policy } = host;
  const { loadNs, leaveNs } = host.scenario.costs;
  vcpu.loaded = true;
  policy.vcpuLoad?.(vcpu.cpu.id, wantsToRun);
  yield { state: 'load', lengthNs: loadNs };
  if (wantsToRun) yield* runLoop(host);
  yield { state: 'leave', lengthNs: leaveNs };
  policy.vcpuPut?.(vcpu.cpu.id);
  vcpu.loaded = false;
}

/** E4, E5, E13: runs the guest until the VMM must see to something. */
function* runLoop(host: NaiveHost): Way {
  const { vcpu, scenario } = host;
  const loop = { state: 'loop', lengthNs: scenario.costs.loopNs } as const;
  yield loop;
  while (!vcpu.toldToEnd) {
    yield { state: 'beforeEntry', lengthNs: scenario.costs.preEntryNs };
    if (mustBackOut(host)) {
      yield vcpu.cpu.needResched ? { ...loop, atOnce: 'schedule' } : loop;
      continue;
    }
    yield* runGuest(host);
    if (handledAtOnce(host)) {
      yield { ...loop, atOnce: 'schedule if wanted' };
      continue;
    }
    const toUserspace = yield* handleExit(host);
    if (toUserspace) return;
    yield loop;
  }
}

/** E6 to E11: enters the guest, and again after exits that the fast path handles. */
function* runGuest(host: NaiveHost): Way {
  const { vcpu, policy } = host;
  const { entryNs, exitNs, windowNs, tailNs } = host.scenario.costs;
  do {
    yield* masked(host, 'entry');
    noteEntry(host);
    policy.guestEnter?.(vcpu.cpu.id, readJiffies(host), host.nowNs);
    yield { state: 'entry', lengthNs: entryNs };
    executeGuest(host);
    write(host, vcpu.cpu.id, 'kvm_entry');
    yield { state: 'guest', lengthNs: Infinity };
    yield { state: 'exit', lengthNs: exitNs };
    if (contextTracking(host)) endEqs(host, vcpu.cpu);
    policy.guestExit?.(vcpu.cpu.id, readJiffies(host), host.nowNs);
    noteExit(host);
    yield* masked(host, 'exit');
  } while (yield* staysInFastPath(host));
  yield { state: 'interruptWindow', lengthNs: windowNs };
  yield { state: 'preemptEnable', lengthNs: tailNs };
  while (vcpu.cpu.pending.size > 0) yield { state: 'preemptEnable', lengthNs: 0, atOnce: 'take an interrupt' };
}

/** `kvm_vcpu_exit_request()`: something keeps the thread from entering the guest. */
function mustBackOut({ vcpu }: NaiveHost): boolean {
  return vcpu.cpu.needResched || vcpu.toldToEnd;
}

/** The guest is an extended quiescent state where contexts are tracked, else a noted one. */
function noteEntry(host: NaiveHost): void {
  const { cpu } = host.vcpu;
  if (contextTracking(host)) {
    beginEqs(host, cpu);
    return;
  }
  noteContextSwitch(host, cpu);
  closeVerdicts(host, cpu);
}

/** What a policy wants done about RCU when the guest has exited. */
function noteExit(host: NaiveHost): void {
  const { cpu } = host.vcpu;
  const { onGuestExit } = host.policy;
  if (onGuestExit === 'note-quiescent-state' && !contextTracking(host)) noteContextSwitch(host, cpu);
  if (onGuestExit === 'report-quiescent-state') reportAtGuestExit(host, cpu);
}

/** Handles with interrupts off what can be; returns whether the guest is entered again without more ado. */
function* staysInFastPath(host: NaiveHost): Way<boolean> {
  const { vcpu, scenario } = host;
  const { exit } = vcpu;
  if (exit.class === 'fastpath' || exit.class === 'timer') {
    yield { state: 'fastpath', lengthNs: exit.handlerNs };
    return !mustBackOut(host);
  }
  const vmxInterrupt =
    exit.class === 'host interrupt' && scenario.host.virtualization === 'vmx' && vcpu.cpu.pending.size > 0;
  if (!vmxInterrupt) return false;
  yield { state: 'vmxInterrupt', lengthNs: 0, atOnce: 'take an interrupt' };
  return scenario.host.irqExitFastpath && !mustBackOut(host);
}

function handledAtOnce({ vcpu }: NaiveHost): boolean {
  return ['host interrupt', 'fastpath', 'timer'].includes(vcpu.exit.class);
}

/** E12: handles an exit; returns whether the VMM must see to it. */
function* handleExit(host: NaiveHost): Way<boolean> {
  const { vcpu, scenario } = host;
  if (vcpu.deferredWakeupsDue > 0) {
    vcpu.deferredWakeupsDue--;
    vcpu.cpu.rcu.deferredWakeup = true;
    write(host, vcpu.cpu.id, 'call_rcu', 'rcuog asleep: its wake-up is deferred');
  }
  if (vcpu.exit.class === 'heavy') condResched(host, vcpu.cpu);
  yield { state: 'handler', lengthNs: vcpu.exit.handlerNs, atOnce: 'schedule if wanted' };
  const name = vcpu.exit.class;
  if (name === 'hlt') {
    yield* haltVcpu(host);
    return false;
  }
  if (vcpu.exit.serial < 0 || name === 'timer' || name === 'host interrupt') return false;
  const { blockShare, userspaceShare } = scenario.guest.exits[name];
  if (drawOfExit(host, 4) < blockShare) {
    yield* sleepInHandler(host, lengthNs(scenario.guest.block, drawOfExit(host, 5)));
    return false;
  }
  return drawOfExit(host, 2) < userspaceShare;
}

function* teardown(host: NaiveHost): Way<never> {
  const { vcpu, scenario } = host;
  const teardownNs = lengthNs(scenario.vcpu.teardown, uniform(scenario, 'teardown', 0, 0));
  write(host, vcpu.cpu.id, 'kvm_destroy_vm');
  condResched(host, vcpu.cpu);
  yield { state: 'teardown', lengthNs: teardownNs, atOnce: 'schedule if wanted' };
  vcpu.ended = true;
  vcpu.task.runnable = false;
  for (;;) yield { state: 'teardown', lengthNs: Infinity, atOnce: 'schedule' };
}
