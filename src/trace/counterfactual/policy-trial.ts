import { isPending, rcuNohzFullCpu, rcuPending, type PendingReason } from '../../kernel/rcu-pending.js';
import { windows, type Window } from '../../kernel/cpu-state.js';
import type { Policy, PolicyInstance, PolicyParameters, TickView } from '../../policies/policy.js';
import type { RecordedTick } from '../recorded-tick.js';
import {
  carriedFrom,
  knowsTheSame,
  learnAndReport,
  runCarriedCore,
  withCarried,
  type CarriedRcuData,
} from './carried-rcu-data.js';
import { createVerdicts, type Verdicts } from './verdicts.js';

/** One tick of a nohz_full CPU, as a trial is shown it. */
export interface TrialTick {
  readonly row: number;
  readonly tick: RecordedTick;
  /** The recorded view, with what the trace shows of tasks and of the future. */
  readonly view: TickView;
  readonly window: Window;
  /** The tick itself may note a quiescent state: it hit preemptible code. */
  readonly preemptible: boolean;
  /** How long rcuc ran for this tick in the recorded world [ns]. */
  readonly rcucNs: number;
  /** The sequence number of grace periods by the time that a woken rcuc has run: it learns of all up to then. */
  readonly gpSeqThen: number;
  readonly hz: number;
}

/** A hook of a proposal, as a mark calls it. */
export type HookCall = (instance: PolicyInstance) => void;

/** The counts of one window, growing. */
export interface TrialWindow {
  ticks: number;
  kernel: number;
  sameInputs: number;
  readonly carried: { fewest: number; most: number };
}

/** One policy on trial on one CPU of a trace. */
export interface PolicyTrial {
  readonly policy: Policy;
  readonly windows: Readonly<Record<Window, TrialWindow>>;
  /** On what it decides with the fewest invocations, and with the most. */
  readonly verdicts: { readonly fewest: Verdicts; readonly most: Verdicts };
  readonly counts: { ticks: number; saved: number; added: number };
  /** Rows of ticks in which the kernel reported a quiescent state and the policy would not have. */
  readonly skippedReports: number[];
  /** The instance that saw every hook of the recorded world. */
  readonly recordedWorld: PolicyInstance;
  tick(tick: TrialTick): void;
  /** Calls a hook; `ofRcuc` says that it belongs to a preemption by rcuc. */
  hook(call: HookCall, ofRcuc: boolean): void;
  /** A quiescent state was noted on the CPU outside the tick. */
  quiescentState(): void;
  /** The guest exited; `gpSeq` is the sequence number by then. */
  guestExit(gpSeq: number): void;
}

/**
 * Returns a policy on trial. It decides twice: on the very inputs of the kernel, and on what the CPU would know by then if
 * the policy had been in force all along. In the second world, switches to an rcuc that it did not wake don't happen; as long
 * as it decides as the kernel did, and again once it knows no less, that world is the recorded one.
 */
export function createTrial(policy: Policy, parameters: PolicyParameters, cpus: number, soonNs: number): PolicyTrial {
  const recordedWorld = policy.create(parameters, cpus);
  const ownWorld = policy.create(parameters, cpus);
  const verdicts = { fewest: createVerdicts(soonNs), most: createVerdicts(soonNs) };
  const byWindow = Object.fromEntries(windows.map((window) => [window, emptyWindow()])) as Record<Window, TrialWindow>;
  const counts = { ticks: 0, saved: 0, added: 0 };
  const skippedReports: number[] = [];
  let carried: { readonly fewest: CarriedRcuData; readonly most: CarriedRcuData } | null = null;
  /** It has done otherwise than the kernel did, and may know something else since. */
  let apart = false;
  let wokeRcuc = false;
  /** The policy has skipped work that is still to be done. */
  let leftUndone = false;

  function decideCarried(data: CarriedRcuData, shown: TrialTick, skip: boolean): PendingReason {
    const { tick, preemptible } = shown;
    if (preemptible) data.cpuNoQs = false;
    const reason = rcuPending(tick.state, tick.node, withCarried(tick.data, data), skip);
    if (isPending(reason)) {
      const learnsLater = !data.reports && shown.gpSeqThen > tick.node.gpSeq;
      runCarriedCore(data, learnsLater ? { ...tick.node, gpSeq: shown.gpSeqThen } : tick.node);
    }
    return reason;
  }

  return {
    policy,
    windows: byWindow,
    verdicts,
    counts,
    skippedReports,
    recordedWorld,
    tick(shown) {
      const { tick, window } = shown;
      const together = carried === null || !apart || bothKnowTheSame(carried, shown);
      if (carried === null || together) {
        carried = { fewest: carriedFrom(tick.data, false), most: carriedFrom(tick.data, true) };
      }
      const here = byWindow[window];
      const same = isPending(rcuPending(tick.state, tick.node, tick.data, skips(recordedWorld, shown)));
      const skip = skips(ownWorld, shown);
      const fewest = decideCarried(carried.fewest, shown, skip);
      const most = decideCarried(carried.most, shown, skip);
      apart = !together || isPending(fewest) !== tick.invoked || isPending(most) !== tick.invoked;
      counts.ticks++;
      here.ticks++;
      here.kernel += Number(tick.invoked);
      here.sameInputs += Number(same);
      here.carried.fewest += Number(isPending(fewest));
      here.carried.most += Number(isPending(most));
      counts.saved += Number(tick.invoked && !same);
      counts.added += Number(!tick.invoked && same);
      wokeRcuc = isPending(most);
      judge(verdicts.fewest, fewest, shown);
      judge(verdicts.most, most, shown);
      const reported = rcuPending(tick.state, tick.node, tick.data, false) === 'report-quiescent-state';
      if (most === 'skipped' && !tick.userOrIdle) leftUndone = true;
      if (tick.invoked && reported && leftUndone && most !== 'report-quiescent-state') skippedReports.push(shown.row);
      if (isPending(most)) leftUndone = false;
    },
    hook(call, ofRcuc) {
      call(recordedWorld);
      if (!ofRcuc || wokeRcuc) call(ownWorld);
    },
    quiescentState() {
      if (carried === null) return;
      carried.fewest.cpuNoQs = false;
      carried.most.cpuNoQs = false;
    },
    guestExit(gpSeq) {
      if (carried === null || ownWorld.onGuestExit !== 'report-quiescent-state' || Number.isNaN(gpSeq)) return;
      apart = true;
      learnAndReport(carried.fewest, gpSeq);
      learnAndReport(carried.most, gpSeq);
    },
  };
}

function bothKnowTheSame(
  { fewest, most }: { readonly fewest: CarriedRcuData; readonly most: CarriedRcuData },
  { tick, preemptible }: TrialTick,
): boolean {
  return knowsTheSame(fewest, tick.data, preemptible) && knowsTheSame(most, tick.data, preemptible);
}

function judge(verdicts: Verdicts, reason: PendingReason, { view, tick, rcucNs }: TrialTick): void {
  if (isPending(reason)) verdicts.invoked(view.nowNs, rcucNs);
  else if (reason === 'skipped' && !tick.userOrIdle) verdicts.skipped(view.nowNs);
}

/** `S && H`: what the policy asks for, if the age of the grace period allows it. */
export function skips(instance: PolicyInstance, { tick, view, hz }: TrialTick): boolean {
  if (instance.ignoresOneSecondRule !== true && !rcuNohzFullCpu(true, tick.state, view.jiffies, hz)) return false;
  return tick.userOrIdle || instance.skips(view);
}

function emptyWindow(): TrialWindow {
  return { ticks: 0, kernel: 0, sameInputs: 0, carried: { fewest: 0, most: 0 } };
}
