import type { RecordedRun } from '../run/recorded-run.js';
import type { MarkKind } from '../timeline/marks.js';
import type { CpuTimeline } from '../timeline/timeline.js';
import type { ExitReason } from '../timeline/vm-exits.js';

/** What lies between an exit of the guest and its next entry on the same CPU. */
export interface Stay {
  readonly reason: ExitReason;
  readonly fromNs: number;
  readonly untilNs: number;
  /** A tick came, or another task had the CPU, so that it says nothing of how long the exit itself takes. */
  readonly disturbed: boolean;
  readonly ticked: boolean;
  /** `kvm_vcpu_halt()` for the guest's halt, the last switch to the idle task, and the last one back [ns]; NaN: none. */
  readonly haltNs: number;
  readonly idleNs: number;
  readonly backNs: number;
  /** The extended quiescent state of idle, where the trace shows it: its first beginning and its last end [ns]; NaN: none. */
  readonly eqsNs: number;
  readonly eqsEndNs: number;
  /** `vcpu_put()`, the first way into user mode and the last one out of it, and `vcpu_load()` [ns]; NaN: none. */
  readonly putNs: number;
  readonly userEnterNs: number;
  readonly userExitNs: number;
  readonly loadNs: number;
  /** In user mode, all in all [ns]. */
  readonly userNs: number;
  /** The way into the kernel before the first idle stretch, and the end of the last one [ns]; NaN: the CPU never idled. */
  readonly callNs: number;
  readonly idleEndNs: number;
}

/** How a guest left its CPUs and came back, and how long it ran. */
export interface GuestStays {
  readonly stays: readonly Stay[];
  /** Time in guest mode [s]. */
  readonly guestSec: number;
}

type OpenStay = { -readonly [Key in keyof Stay]: Stay[Key] };

/** Returns the stays outside the guest in the steady part of a run that has a raw trace. */
export function guestStays({ timeline, vcpuCpus, startSec, endSec }: RecordedRun): GuestStays {
  const stays: Stay[] = [];
  let guestNs = 0;
  for (const each of timeline?.cpus ?? []) {
    if (vcpuCpus.includes(each.cpu)) guestNs += collect(each, { fromNs: startSec * 1e9, untilNs: endSec * 1e9 }, stays);
  }
  return { stays, guestSec: guestNs / 1e9 };
}

/** Adds the stays of one CPU; returns how long the guest ran there [ns]. */
function collect({ marks, vmExits }: CpuTimeline, span: { fromNs: number; untilNs: number }, stays: Stay[]): number {
  let guestNs = 0;
  let enteredNs = NaN;
  let open: OpenStay | null = null;
  let exit = 0;
  for (let row = 0; row < marks.length; row++) {
    const kind = marks.kind(row);
    const timeNs = marks.timeNs(row);
    if (timeNs < span.fromNs || timeNs > span.untilNs) continue;
    if (kind === 'guest-exit') {
      if (!Number.isNaN(enteredNs)) guestNs += timeNs - enteredNs;
      enteredNs = NaN;
      open = beginStay(timeNs);
    } else if (kind === 'guest-enter') {
      enteredNs = timeNs;
      if (open === null) continue;
      while (exit < vmExits.length && vmExits.timeNs(exit) < open.fromNs) exit++;
      if (exit < vmExits.length && vmExits.timeNs(exit) <= timeNs) {
        stays.push({ ...open, untilNs: timeNs, reason: vmExits.reason(exit) });
      }
      open = null;
    } else if (kind === 'lost-events') [open, enteredNs] = [null, NaN];
    else if (open !== null) note(open, kind, timeNs);
  }
  return guestNs;
}

function beginStay(fromNs: number): OpenStay {
  const never = {
    haltNs: NaN,
    idleNs: NaN,
    backNs: NaN,
    eqsNs: NaN,
    eqsEndNs: NaN,
    putNs: NaN,
    userEnterNs: NaN,
    userExitNs: NaN,
    loadNs: NaN,
    callNs: NaN,
    idleEndNs: NaN,
  };
  const nothing = { disturbed: false, ticked: false, userNs: 0 };
  return { reason: 'register', fromNs, untilNs: NaN, ...nothing, ...never };
}

function note(stay: OpenStay, kind: MarkKind, timeNs: number): void {
  switch (kind) {
    case 'tick':
      stay.ticked = true;
      stay.disturbed = true;
      return;
    case 'to-rcuc':
    case 'to-other':
      stay.disturbed = true;
      return;
    case 'vcpu-put':
      stay.putNs = timeNs;
      return;
    case 'user-enter':
      if (Number.isNaN(stay.userEnterNs)) stay.userEnterNs = timeNs;
      stay.userExitNs = timeNs;
      return;
    case 'user-exit':
      if (!Number.isNaN(stay.userExitNs)) stay.userNs += timeNs - stay.userExitNs;
      stay.userExitNs = timeNs;
      return;
    case 'vcpu-load':
    case 'vcpu-load-to-run':
      stay.loadNs = timeNs;
      return;
    default:
      noteWait(stay, kind, timeNs);
  }
}

function noteWait(stay: OpenStay, kind: MarkKind, timeNs: number): void {
  switch (kind) {
    case 'halt':
      stay.haltNs = timeNs;
      return;
    case 'to-idle':
      stay.idleNs = timeNs;
      if (Number.isNaN(stay.callNs)) stay.callNs = Number.isNaN(stay.userExitNs) ? stay.fromNs : stay.userExitNs;
      return;
    case 'idle-enter':
      if (Number.isNaN(stay.eqsNs)) stay.eqsNs = timeNs;
      return;
    case 'idle-exit':
      stay.eqsEndNs = timeNs;
      stay.idleEndNs = timeNs;
      return;
    case 'to-vcpu':
      stay.backNs = timeNs;
      // Not all traces show where the extended quiescent state of idle ends.
      if (stay.idleNs > 0 && !(stay.idleEndNs >= stay.idleNs)) stay.idleEndNs = timeNs;
  }
}
