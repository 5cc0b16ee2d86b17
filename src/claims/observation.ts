import type { Host } from '../engine/host.js';
import type { Recorder } from '../engine/recorder.js';
import { windows, type Window } from '../kernel/cpu-state.js';
import { gpInProgress } from '../kernel/rcu-data.js';
import { isPending } from '../kernel/rcu-pending.js';
import { digestOf } from '../record/digest.js';
import type { PolicyRecord } from '../record/policy-record.js';
import { version } from '../record/version.js';
import type { Scenario } from '../scenario/index.js';

/** What the ticks that hit one window in kernel context did. */
export interface WindowTicks {
  ticks: number;
  /** Those that found RCU with something to do on the CPU, whatever the policy said. */
  due: number;
  /** Those that invoked RCU core. */
  invoked: number;
  /** Those of them that came while no grace period was in progress: all they could learn was an end. */
  ended: number;
}

/** What one policy did on one host with one seed. */
export interface Observation {
  readonly scenario: Scenario;
  readonly record: PolicyRecord;
  readonly windows: Readonly<Record<Window, WindowTicks>>;
  /** Time measured [s]. */
  readonly seconds: number;
  /** Time the guest executed [ns]. */
  readonly guestNs: number;
}

/** Hears what a host does after the warm-up, beside the record. */
export type Probe = (host: Host) => Partial<Recorder>;

/** Returns no ticks in any window. */
export function noTicks(): Record<Window, WindowTicks> {
  const none = windows.map((window) => [window, { ticks: 0, due: 0, invoked: 0, ended: 0 }]);
  return Object.fromEntries(none) as Record<Window, WindowTicks>;
}

/** Adds one tick of a host to the windows. */
export function countTick(
  counts: Record<Window, WindowTicks>,
  { rcu }: Pick<Host, 'rcu'>,
  { kernel, reason, window }: Parameters<Recorder['tick']>[0],
): void {
  if (!kernel) return;
  const here = counts[window];
  here.ticks++;
  if (reason !== 'nothing') here.due++;
  if (!isPending(reason)) return;
  here.invoked++;
  if (!gpInProgress(rcu.gpSeq)) here.ended++;
}

/** Returns the sum over all windows, or over those named. */
export function inWindows({ windows: counts }: Observation, names: readonly Window[] = windows): WindowTicks {
  const sum = { ticks: 0, due: 0, invoked: 0, ended: 0 };
  for (const name of names) {
    sum.ticks += counts[name].ticks;
    sum.due += counts[name].due;
    sum.invoked += counts[name].invoked;
    sum.ended += counts[name].ended;
  }
  return sum;
}

/** Returns whether the same was counted, run by run, whatever the policies are called and cost. */
export function behavedAlike(a: readonly Observation[], b: readonly Observation[]): boolean {
  const fingerprint = ({ record }: Observation, { scenario }: Observation) =>
    digestOf(scenario, version, [{ ...record, id: '', exitCostNs: 0 }]);
  return a.length === b.length && a.every((run, i) => fingerprint(run, run) === fingerprint(b[i]!, run));
}

/** Returns in how many of the runs the same was counted. */
export function runsAlike(a: readonly Observation[], b: readonly Observation[]): number {
  return a.filter((run, i) => behavedAlike([run], b.slice(i, i + 1))).length;
}
