import { windows, type Window } from '../../kernel/cpu-state.js';
import type { Policy } from '../../policies/policy.js';
import type { Episodes } from '../../record/index.js';
import type { CpuTimeline, TraceTimeline } from '../timeline/timeline.js';
import type {
  Bounds,
  DelayedGracePeriods,
  JudgedEpisodes,
  PolicyCounterfactual,
  SideStateCheck,
  WindowCounterfactual,
} from './counterfactual-result.js';
import { delayedGracePeriods, type ScanTiming } from './delayed-grace-periods.js';
import type { EqsTimes } from './eqs-times.js';
import { gracePeriodLookup } from './grace-period-lookup.js';
import type { PolicyTrial } from './policy-trial.js';

/** The trials on one CPU, in the order of the policies. */
export interface CpuTrials {
  readonly cpu: CpuTimeline;
  readonly trials: readonly PolicyTrial[];
  readonly checks: readonly SideStateCheck[];
  readonly eqs: EqsTimes;
}

/** Returns the results of each policy, summed over the CPUs it was tried on. */
export function summarizeTrials(
  policies: readonly Policy[],
  cpus: readonly CpuTrials[],
  timeline: TraceTimeline,
  timing: ScanTiming,
): PolicyCounterfactual[] {
  return policies.map((policy, index) => {
    const trials = cpus.flatMap((cpu) => cpu.trials[index] ?? []);
    const byWindow = Object.fromEntries(windows.map((window) => [window, sumWindow(trials, window)])) as Record<
      Window,
      WindowCounterfactual
    >;
    const all = Object.values(byWindow);
    const total = (pick: (window: WindowCounterfactual) => number): number => sum(all.map(pick));
    const kernel = total((window) => window.kernel);
    const fewest = total((window) => window.carried.fewest);
    const most = total((window) => window.carried.most);
    return {
      id: policy.id,
      title: policy.title,
      ticks: total((window) => window.ticks),
      sameInputs: {
        wouldInvoke: total((window) => window.sameInputs),
        saved: sum(trials.map(({ counts }) => counts.saved)),
        added: sum(trials.map(({ counts }) => counts.added)),
      },
      invocations: { fewest, most },
      saved: { fewest: kernel - most, most: kernel - fewest },
      windows: byWindow,
      falsePositives: judged(trials, 'falsePositives'),
      falseNegatives: judged(trials, 'falseNegatives'),
      gracePeriods: sumDelays(cpus.map((cpu) => delaysOn(cpu, index, timeline, timing))),
      sideState: sumChecks(cpus.flatMap(({ checks }) => checks[index] ?? [])),
    };
  });
}

function delaysOn(
  { trials, eqs }: CpuTrials,
  index: number,
  timeline: TraceTimeline,
  timing: ScanTiming,
): DelayedGracePeriods {
  const { bySeq } = gracePeriodLookup(timeline.gracePeriods);
  const seqs = new Set(trials[index]?.skippedReports.map((row) => timeline.ticks.field('gps', row)));
  return delayedGracePeriods(
    [...seqs].flatMap((gpSeq) => bySeq(gpSeq) ?? []),
    eqs,
    timing,
  );
}

function sumWindow(trials: readonly PolicyTrial[], window: Window): WindowCounterfactual {
  const counts = trials.map((trial) => trial.windows[window]);
  return {
    ticks: sum(counts.map(({ ticks }) => ticks)),
    kernel: sum(counts.map(({ kernel }) => kernel)),
    sameInputs: sum(counts.map(({ sameInputs }) => sameInputs)),
    carried: {
      fewest: sum(counts.map(({ carried }) => carried.fewest)),
      most: sum(counts.map(({ carried }) => carried.most)),
    },
  };
}

function judged(trials: readonly PolicyTrial[], which: 'falsePositives' | 'falseNegatives'): JudgedEpisodes {
  const fewest = sumEpisodes(trials.map(({ verdicts }) => verdicts.fewest[which]));
  const most = sumEpisodes(trials.map(({ verdicts }) => verdicts.most[which]));
  return {
    count: between(fewest.count, most.count),
    totalNs: between(fewest.totalNs, most.totalNs),
    maxNs: Math.max(fewest.maxNs, most.maxNs),
  };
}

/** With fewer invocations there may be more of what they end, so either can be the larger. */
function between(one: number, other: number): Bounds {
  return { fewest: Math.min(one, other), most: Math.max(one, other) };
}

function sumEpisodes(episodes: readonly Episodes[]): Episodes {
  return {
    count: sum(episodes.map(({ count }) => count)),
    totalNs: sum(episodes.map(({ totalNs }) => totalNs)),
    maxNs: Math.max(0, ...episodes.map(({ maxNs }) => maxNs)),
  };
}

function sumDelays(delays: readonly DelayedGracePeriods[]): DelayedGracePeriods {
  return {
    delayed: sum(delays.map(({ delayed }) => delayed)),
    addedAtMostNs: sum(delays.map(({ addedAtMostNs }) => addedAtMostNs)),
    longestAddedNs: Math.max(0, ...delays.map(({ longestAddedNs }) => longestAddedNs)),
  };
}

function sumChecks(checks: readonly SideStateCheck[]): SideStateCheck {
  return {
    kind: checks[0]?.kind ?? 'none',
    ticks: sum(checks.map(({ ticks }) => ticks)),
    differs: sum(checks.map(({ differs }) => differs)),
  };
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
