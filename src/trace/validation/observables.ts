import { contexts, type TickContext } from '../tick-columns.js';
import { gracePeriodsOf, wakesOf, type Tally } from './tally.js';

/** What is compared between kernel and model. */
export type ObservableKind = 'pending-share' | 'wakes-per-sec' | 'wakes-per-gp' | 'gp-length-share' | 'gp-mean-jiffies';

/** One number that a recording and a simulation both have: a ratio of two sums over time. */
export interface Observable {
  readonly kind: ObservableKind;
  /** Window of the tick, or length of the grace period in jiffies; `all` where it is about everything. */
  readonly part: string;
  /** What is counted, and per what. */
  readonly count: (tally: Tally) => number;
  readonly per: (tally: Tally) => number;
  /** The count is a part of what it is counted per. */
  readonly isShare: boolean;
}

/** Windows in which a tick can find work; in the others `rcu_pending()` is never asked beyond the skip of a nohz_full CPU. */
const kernelWindows = contexts.filter((context) => !['user', 'idle', 'rcuc'].includes(context));

/** Lengths of grace periods that are rarer than this, in both, are lumped together. */
const rareShare = 0.02;

/**
 * Returns the observables of a recording and a simulation: those for which at least one of the two has something to show.
 */
export function observablesOf(recorded: Tally, simulated: Tally): Observable[] {
  const windows = kernelWindows.filter((window) => recorded.windows[window].ticks > 0);
  const wakeWindows = kernelWindows.filter(
    (window) => recorded.windows[window].pending + simulated.windows[window].pending > 0,
  );
  return [
    ...windows.map(pendingShare),
    { kind: 'wakes-per-sec', part: 'all', count: wakesOf, per: ({ seconds }) => seconds, isShare: false },
    ...wakeWindows.map(wakesPerSec),
    { kind: 'wakes-per-gp', part: 'all', count: wakesOf, per: gracePeriodsOf, isShare: false },
    { kind: 'gp-mean-jiffies', part: 'all', count: totalJiffies, per: gracePeriodsOf, isShare: false },
    ...lengthShares(recorded, simulated),
  ];
}

function pendingShare(window: TickContext): Observable {
  const count = ({ windows }: Tally) => windows[window].pending;
  return { kind: 'pending-share', part: window, count, per: ({ windows }) => windows[window].ticks, isShare: true };
}

function wakesPerSec(window: TickContext): Observable {
  const count = ({ windows }: Tally) => windows[window].pending;
  return { kind: 'wakes-per-sec', part: window, count, per: ({ seconds }) => seconds, isShare: false };
}

function totalJiffies({ gracePeriods }: Tally): number {
  return [...gracePeriods].reduce((sum, [jiffies, count]) => sum + jiffies * count, 0);
}

function lengthShares(recorded: Tally, simulated: Tally): Observable[] {
  const share = (tally: Tally, jiffies: number) =>
    (tally.gracePeriods.get(jiffies) ?? 0) / Math.max(1, gracePeriodsOf(tally));
  const lengths = [...new Set([...recorded.gracePeriods.keys(), ...simulated.gracePeriods.keys()])].sort(
    (a, b) => a - b,
  );
  const common = lengths.filter((each) => Math.max(share(recorded, each), share(simulated, each)) >= rareShare);
  const rare = lengths.filter((each) => !common.includes(each));
  const observable = (part: string, ...jiffies: readonly number[]): Observable => ({
    kind: 'gp-length-share',
    part,
    count: ({ gracePeriods }) => jiffies.reduce((sum, each) => sum + (gracePeriods.get(each) ?? 0), 0),
    per: gracePeriodsOf,
    isShare: true,
  });
  const rows = common.map((each) => observable(String(each), each));
  return rare.length === 0 ? rows : [...rows, observable('rare', ...rare)];
}
