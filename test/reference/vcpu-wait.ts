import { timerExpiryNs } from './instrument.js';
import { exitsForItsTimer } from './halt-cycle.js';
import { raiseInterrupt } from './interrupts.js';
import { canPoll } from './naive-cpu.js';
import { vcpuIsCurrent, write, type NaiveHost } from './naive-host.js';
import type { Segment } from './naive-task.js';
import { expireRemoteTimer, timerIsRemote } from './remote-timer.js';
import type { StateName } from './task-states.js';
import { awaitRemoteTimer } from './turn-changes.js';
import { lengthNs, uniform } from './world-draws.js';

/** `halt_poll_ns` grows from this, and below it shrinks to nothing. */
const growStartNs = 10_000;

/** E14, E15: the guest has halted; polls for the event that ends that, then sleeps. */
export function* haltVcpu(host: NaiveHost): Generator<Segment, void, void> {
  const { vcpu, nowNs } = host;
  const untilNs = haltEndNs(host);
  if (untilNs <= nowNs) {
    vcpu.instrument.gapBeganNs = Math.max(vcpu.instrument.gapBeganNs, untilNs);
    return;
  }
  awaitTimer(host, { setNs: haltBeginsNs(host), untilNs, halt: true });
  write(host, vcpu.cpu.id, 'kvm_vcpu_halt', `polls ${vcpu.haltPollNs} ns`);
  if (vcpu.haltPollNs > 0 && canPoll(vcpu.cpu)) {
    vcpu.pollEndsNs = nowNs + vcpu.haltPollNs;
    yield { state: 'haltPoll', lengthNs: vcpu.haltPollNs };
  }
  if (!vcpu.wakeUpHasCome) yield* sleepUnlessWoken(host, blocking);
  vcpu.wakeUpHasCome = false;
  vcpu.haltPollNs = adaptedPollNs(host, host.nowNs - nowNs);
}

/** The handler of an exit sleeps on I/O. */
export function* sleepInHandler(host: NaiveHost, sleepNs: number): Generator<Segment, void, void> {
  const untilNs = host.nowNs + sleepNs;
  host.vcpu.waits = { untilNs, eventNs: untilNs, halt: false };
  host.vcpu.timer = 'local';
  yield* sleepUnlessWoken(host, blocking);
  host.vcpu.wakeUpHasCome = false;
}

/** The vCPU waits from now on, for a timer that was set at an instant. */
export function awaitTimer(host: NaiveHost, timer: { setNs: number; untilNs: number; halt: boolean }): void {
  const { vcpu } = host;
  const { setNs, untilNs, halt } = timer;
  vcpu.waits = { untilNs, eventNs: untilNs, halt };
  vcpu.timer = timerIsRemote(host, setNs, untilNs) ? 'remote' : 'local';
  if (vcpu.timer === 'remote') awaitRemoteTimer(host);
}

/** The states of a thread that goes to sleep, and that has been woken. */
interface SleepStates {
  readonly before: StateName;
  readonly after: StateName;
}

const blocking: SleepStates = { before: 'block', after: 'schedIn' };

/** E15a, E15f, or the like elsewhere: the thread sleeps, if the wake-up does not come first. */
export function* sleepUnlessWoken(host: NaiveHost, { before, after }: SleepStates): Generator<Segment, void, void> {
  const { vcpu, scenario } = host;
  const { blockNs, schedInNs } = scenario.costs;
  yield { state: before, lengthNs: blockNs };
  if (vcpu.wakeUpHasCome) return;
  vcpu.sleeping = true;
  vcpu.task.runnable = false;
  vcpu.task.leftNs = schedInNs;
  yield { state: after, lengthNs: schedInNs, atOnce: 'schedule' };
}

/** Returns when the event comes that ends a halt which has just been handled [ns]. */
function haltEndNs(host: NaiveHost): number {
  const { vcpu, scenario } = host;
  const expiryNs = timerExpiryNs(host);
  const inTurn = scenario.guest.hlt.workUs !== undefined;
  if (vcpu.exit.serial < 0 && !inTurn) return expiryNs;
  const index = inTurn ? vcpu.halts++ : vcpu.exit.serial;
  const haltNs = lengthNs(scenario.guest.hlt.length, uniform(scenario, 'exits.hlt', index, 6));
  return Math.min(haltBeginsNs(host) + haltNs, expiryNs);
}

/** Returns from when on a halt that has just been handled lasts [ns]. */
function haltBeginsNs({ vcpu, scenario }: NaiveHost): number {
  const isOwn = vcpu.exit.serial < 0;
  return isOwn && exitsForItsTimer(scenario) ? vcpu.haltCycle.armedNs : vcpu.instrument.gapBeganNs;
}

/** `grow_halt_poll_ns()` and `shrink_halt_poll_ns()`. */
function adaptedPollNs({ scenario, vcpu }: NaiveHost, waitedNs: number): number {
  const limitNs = scenario.host.haltPollNs;
  const { haltPollNs } = vcpu;
  if (waitedNs <= haltPollNs) return haltPollNs;
  if (haltPollNs > 0 && waitedNs > limitNs) {
    const halfNs = Math.floor(haltPollNs / 2);
    return halfNs < growStartNs ? 0 : halfNs;
  }
  const grows = haltPollNs < limitNs && waitedNs < limitNs;
  return grows ? Math.min(limitNs, Math.max(growStartNs, 2 * haltPollNs)) : haltPollNs;
}

/** What the vCPU waits for comes, if not only to the housekeeping CPU. */
export function expireWait(host: NaiveHost): void {
  if (!expireRemoteTimer(host)) endWait(host);
}

/** The wait ends. */
export function endWait(host: NaiveHost): void {
  const { vcpu, nowNs } = host;
  const { waits, task } = vcpu;
  vcpu.waits = null;
  if (waits?.halt === true) vcpu.instrument.gapBeganNs = waits.untilNs;
  if (vcpu.sleeping) {
    raiseInterrupt(host, vcpu.cpu, 'wake-up');
    return;
  }
  vcpu.wakeUpHasCome = true;
  if (task.state !== 'haltPoll') return;
  vcpu.pollEndsNs = nowNs;
  if (vcpuIsCurrent(host, vcpu.cpu)) task.endsNs = Math.max(nowNs, vcpu.cpu.steal.heldUntilNs);
}
