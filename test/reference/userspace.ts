import { drawOfExit } from './guest-exit.js';
import { contextTracking, write, type NaiveHost } from './naive-host.js';
import type { Segment } from './naive-task.js';
import { beginEqs, condResched, endEqs } from './quiescent-states.js';
import { sleepByTimer } from './vmm-sleep.js';
import { lengthNs, quantileNs } from './world-draws.js';

type Way = Generator<Segment, void, void>;

const secondIoctlUserNs = 500;
const usualBetweenCallsUs = 1;

/** Lanes of an exit's stream that are left for the VMM's system calls, which share them if there are more. */
const firstCallLane = 8;
const callLanes = 2040;

/** E17, E0, E1: out to the VMM, which may make system calls and sleep in one, and back. */
export function* userspace(host: NaiveHost): Way {
  const { vcpu, scenario } = host;
  const { toUserNs, fromUserNs } = scenario.costs;
  const { systemCallUs, betweenCallsUs = usualBetweenCallsUs, sleepUs } = scenario.guest;
  const betweenCallsNs = Math.round(betweenCallsUs * 1000);
  let callsUntilNs = 0;
  let sleepDue = false;
  yield { state: 'toUser', lengthNs: toUserNs };
  while (vcpu.cpu.needResched) yield { state: 'toUser', lengthNs: 0, atOnce: 'schedule' };
  yield* userMode(host, () => {
    if (vcpu.otherIoctlDue) {
      vcpu.otherIoctlDue = false;
      return secondIoctlUserNs;
    }
    sleepDue = sleepUs !== undefined;
    const userNs = beginVmmWork(host);
    if (systemCallUs === undefined) return userNs;
    callsUntilNs = host.nowNs + userNs;
    return betweenCallsNs;
  });
  for (let calls = 0; systemCallUs !== undefined && host.nowNs < callsUntilNs; calls++) {
    const callNs = quantileNs(systemCallUs, drawOfExit(host, firstCallLane + (calls % callLanes)));
    yield* systemCall(host, [{ state: 'systemCall', lengthNs: callNs }]);
    yield* userMode(host, () => betweenCallsNs);
  }
  if (sleepUs !== undefined && sleepDue) {
    yield* systemCall(host, sleepByTimer(host, sleepUs));
    yield* userMode(host, () => betweenCallsNs);
  }
  yield { state: 'fromUser', lengthNs: fromUserNs };
}

/** E0: an extended quiescent state where contexts are tracked, for as long as is said once it has begun [ns]. */
function* userMode(host: NaiveHost, begin: () => number): Way {
  if (contextTracking(host)) beginEqs(host, host.vcpu.cpu);
  yield { state: 'user', lengthNs: begin() };
  if (contextTracking(host)) endEqs(host, host.vcpu.cpu);
}

/** The VMM sees to the exit; returns how long that takes [ns]. */
function beginVmmWork(host: NaiveHost): number {
  const { vcpu, scenario } = host;
  vcpu.otherIoctlDue = drawOfExit(host, 7) < scenario.vcpu.otherIoctlShare;
  write(host, vcpu.cpu.id, 'kvm_userspace_exit');
  return lengthNs(scenario.guest.userspace, drawOfExit(host, 3));
}

/** The kernel works for the VMM, which is no KVM_RUN; a wanted reschedule comes before the way back to user mode. */
function* systemCall(host: NaiveHost, work: Iterable<Segment>): Way {
  const { vcpu } = host;
  condResched(host, vcpu.cpu);
  yield* work;
  while (vcpu.cpu.needResched) yield { state: 'systemCall', lengthNs: 0, atOnce: 'schedule' };
}
