import { policies as builtInPolicies, policiesByIds } from '../../policies/index.js';
import type { Policy, PolicyParameters } from '../../policies/policy.js';
import { checkBelongTogether } from '../belong-together.js';
import type { RecordingMeta } from '../recording-meta.js';
import { ownParameters, replay } from '../replay.js';
import type { Replay } from '../replay-result.js';
import { lineOfRow } from '../tick-table.js';
import { tickTableOfTrace } from '../tables/tick-table-of-trace.js';
import type { CpuTimeline, TraceTimeline } from '../timeline/timeline.js';
import type { CounterfactualParameters, TraceReplay } from './counterfactual-result.js';
import { eqsTimes } from './eqs-times.js';
import { gracePeriodLookup } from './grace-period-lookup.js';
import { limitsOf } from './limits.js';
import { createTrial } from './policy-trial.js';
import { compareSideState } from './side-state-check.js';
import { summarizeTrials, type CpuTrials } from './summarize-trials.js';
import { tickWindows } from './tick-windows.js';
import { tracedCpu } from './traced-cpu.js';
import { showMarks } from './trial-marks.js';
import { trialTick, type TrialSetting } from './trial-tick.js';

/** What a replay of a raw trace may be asked for. */
export interface ReplayTraceOptions extends Partial<CounterfactualParameters> {
  /** Policies to try, by id or as made by `definePolicy` [default: all built-in ones, and the idle-entry rule over P5]. */
  readonly policies?: readonly (string | Policy)[];
}

const defaultPolicies: readonly string[] = [...builtInPolicies.map(({ id }) => id), 'run-loop-flag-sched+idle-entry'];

/**
 * Returns what the kernel of a raw trace decided, what the model says of each of its ticks, and what each policy would have
 * decided on these very ticks: its side state rebuilt from the trace's hooks, invocations of RCU core saved, false
 * positives and negatives, by the window that the tick hit, and the bounds of what the trace can't show.
 *
 * @param meta - the meta file of the recording, for what the trace doesn't say: HZ, the nohz_full CPUs, the kernel's release
 * @throws RecordingError where trace and meta don't belong together
 * @example
 * const timeline = await buildTimeline(traceText('spin_dep.trace.gz'));
 * const { policies, limits } = replayTrace(timeline, parseRecordingMeta(json));
 */
export function replayTrace(
  timeline: TraceTimeline,
  meta: RecordingMeta,
  options: ReplayTraceOptions = {},
): TraceReplay {
  const table = tickTableOfTrace(timeline, meta);
  checkBelongTogether(table, meta, (row) => timeline.ticks.own('line', row));
  const parameters: CounterfactualParameters = {
    patienceMs: options.patienceMs ?? (meta.patienceMs > 0 ? meta.patienceMs : 1000),
    lastGuestExitWindowMs: options.lastGuestExitWindowMs ?? 1000,
    lastQsAgeJiffies: options.lastQsAgeJiffies ?? 1000,
    soonUs: options.soonUs ?? 1000,
  };
  const chosen = policiesByIds(options.policies ?? defaultPolicies);
  const nohzFull = new Set(meta.nohzFullCpus);
  const cpuTrials = timeline.cpus
    .filter(({ cpu }) => nohzFull.has(cpu))
    .map((cpu) => tryOnCpu(cpu, chosen, { timeline, table, meta, parameters }));
  const lengths = timeline.gracePeriods.periods.map(({ startNs, endNs }) => endNs - startNs).sort((a, b) => a - b);
  const { probes } = timeline.gracePeriods;
  return {
    replay: withTraceLines(replay(table, meta, parameters), timeline),
    trace: {
      durationNs: timeline.endNs - timeline.startNs || 0,
      events: timeline.read.events,
      lost: timeline.read.lost,
    },
    cpus: timeline.cpus.map((cpu) => tracedCpu(cpu, timeline, nohzFull.has(cpu.cpu))),
    gracePeriods: {
      count: lengths.length,
      medianNs: lengths[lengths.length >> 1] ?? null,
      longestNs: lengths.at(-1) ?? null,
      fqsProbes: probes.length,
      credited: probes.filter(({ result }) => result === 1).length,
    },
    policies: summarizeTrials(chosen, cpuTrials, timeline, { hz: meta.hz, cpus: meta.cpus ?? timeline.cpus.length }),
    parameters,
    limits: limitsOf(timeline, meta),
  };
}

function tryOnCpu(cpu: CpuTimeline, chosen: readonly Policy[], setting: TrialSetting): CpuTrials {
  const { timeline, table, meta, parameters } = setting;
  const given: PolicyParameters = { ...ownParameters, ...parameters, hz: meta.hz };
  const trials = chosen.map((policy) => createTrial(policy, given, cpu.cpu + 1, parameters.soonUs * 1000));
  const checks = chosen.map((policy) => compareSideState(policy.id, policy.create(given, cpu.cpu + 1), table));
  const eqs = eqsTimes(cpu);
  const windowOf = tickWindows(cpu, timeline.ticks);
  const lookup = gracePeriodLookup(timeline.gracePeriods);
  showMarks(cpu, trials, {
    gpSeqAt: lookup.gpSeqAt,
    jiffiesBefore: (timeNs) => jiffiesBefore(timeline, meta.hz, timeNs),
    tick(row) {
      const shown = { ...trialTick(row, cpu, setting, eqs, lookup), window: windowOf(row) };
      for (const [index, trial] of trials.entries()) checks[index]?.compare(shown, trial.recordedWorld);
      return shown;
    },
  });
  return { cpu, trials, checks: checks.map((check) => check.result()), eqs };
}

/** Returns the replay of the trace's table, its mismatches with the lines of the trace. */
function withTraceLines(ofTable: Replay, { ticks }: TraceTimeline): Replay {
  const firstMismatches = ofTable.firstMismatches.map((mismatch) => ({
    ...mismatch,
    line: ticks.own('line', mismatch.line - lineOfRow(0)),
  }));
  return { ...ofTable, firstMismatches };
}

/** Counts jiffies back from the first that the trace tells; NaN if it never does. */
function jiffiesBefore({ firstJiffies }: TraceTimeline, hz: number, timeNs: number): number {
  if (firstJiffies === null) return NaN;
  return firstJiffies.jiffies - Math.max(0, Math.floor(((firstJiffies.timeNs - timeNs) * hz) / 1e9));
}
