import { policies as builtInPolicies, policiesByIds } from '../../policies/index.js';
import type { Policy, PolicyParameters } from '../../policies/policy.js';
import { checkBelongTogether } from '../belong-together.js';
import { recordedTick } from '../recorded-tick.js';
import type { RecordingMeta } from '../recording-meta.js';
import { ownParameters, replay } from '../replay.js';
import type { TickTable } from '../tick-table.js';
import { isIdleTask, tickTableOfTrace } from '../tables/tick-table-of-trace.js';
import { preemptLetter, inHardirq } from '../ftrace/ftrace-flags.js';
import type { RawTicks } from '../timeline/raw-ticks.js';
import type { CpuTimeline, TraceTimeline } from '../timeline/timeline.js';
import type { CounterfactualParameters, TracedCpu, TraceReplay } from './counterfactual-result.js';
import { eqsTimes, type EqsTimes } from './eqs-times.js';
import { gracePeriodLookup, type GracePeriodLookup } from './grace-period-lookup.js';
import { limitsOf } from './limits.js';
import { createTrial, type TrialTick } from './policy-trial.js';
import { summarizeTrials, type CpuTrials } from './summarize-trials.js';
import { compareSideState } from './side-state-check.js';
import { tickWindows } from './tick-windows.js';
import { showMarks } from './trial-marks.js';

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
  checkBelongTogether(table, meta);
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
    replay: replay(table, meta, parameters),
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

interface Setting {
  readonly timeline: TraceTimeline;
  readonly table: TickTable;
  readonly meta: RecordingMeta;
  readonly parameters: CounterfactualParameters;
}

function tryOnCpu(cpu: CpuTimeline, chosen: readonly Policy[], setting: Setting): CpuTrials {
  const { timeline, table, meta, parameters } = setting;
  const given: PolicyParameters = { ...ownParameters, ...parameters, hz: meta.hz };
  const trials = chosen.map((policy) => createTrial(policy, given, cpu.cpu + 1, parameters.soonUs * 1000));
  const checks = chosen.map((policy) => compareSideState(policy.id, policy.create(given, cpu.cpu + 1), table));
  const eqs = eqsTimes(cpu);
  const windows = tickWindows(cpu, timeline.ticks);
  const lookup = gracePeriodLookup(timeline.gracePeriods);
  showMarks(cpu, trials, {
    gpSeqAt: lookup.gpSeqAt,
    jiffiesBefore: (timeNs) => jiffiesBefore(timeline, meta.hz, timeNs),
    tick(row) {
      const shown = { ...trialTick(row, cpu, setting, eqs, lookup), window: windows.get(row) ?? 'other' };
      for (const [index, trial] of trials.entries()) checks[index]?.compare(shown, trial.recordedWorld);
      return shown;
    },
  });
  return { cpu, trials, checks: checks.map((check) => check.result()), eqs };
}

function trialTick(
  row: number,
  cpu: CpuTimeline,
  setting: Setting,
  eqs: EqsTimes,
  { gpSeqAt }: GracePeriodLookup,
): Omit<TrialTick, 'window'> {
  const { timeline, table, meta } = setting;
  const { ticks } = timeline;
  const tick = recordedTick(table, meta, row);
  const nowNs = ticks.own('timeNs', row);
  const flags = ticks.text('flags', row) || null;
  const letter = preemptLetter(flags);
  const entryNs = eqs.nextEntryNs(nowNs);
  const rcucNs = tick.invoked ? rcucBetween(cpu, nowNs, entryNs) : 0;
  const inWindow = ticks.context(row) === 'guest_exit_window' && letter !== '.';
  const view = {
    ...tick.view,
    nowNs,
    irqFromGuest: ticks.own('irqFromGuest', row) === 1 && inWindow,
    pfVcpu: ticks.has('cfl') ? tick.view.pfVcpu : inWindow,
    currentIsVcpu: ticks.own('vcpuCurrent', row) === 1,
    currentIsIdle: isIdleTask(ticks, row),
    nextEqsNs: Math.max(0, entryNs - nowNs - rcucNs),
  };
  const preemptible = letter === '.' && inHardirq(flags) === true && !tick.userOrIdle;
  const returnNs = ticks.own('returnNs', row);
  const rcucEndNs = tick.invoked ? Math.max(returnNs, endOfRcuc(cpu, nowNs, entryNs)) : returnNs + assumedRcucNs;
  return { row, tick, view, preemptible, rcucNs, gpSeqThen: gpSeqAt(rcucEndNs), hz: meta.hz };
}

/** Counts jiffies back from the first that the trace tells; NaN if it never does. */
function jiffiesBefore({ firstJiffies }: TraceTimeline, hz: number, timeNs: number): number {
  if (firstJiffies === null) return NaN;
  return firstJiffies.jiffies - Math.max(0, Math.floor(((firstJiffies.timeNs - timeNs) * hz) / 1e9));
}

/** How long after a tick an rcuc that it would have woken is taken to have run, where the recorded one did not [ns]. */
const assumedRcucNs = 100_000;

/** Returns the first run of rcuc that ends after a time. */
function firstRunAfter({ rcucRuns }: CpuTimeline, fromNs: number): number {
  let low = 0;
  let high = rcucRuns.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (rcucRuns.endNs(middle) <= fromNs) low = middle + 1;
    else high = middle;
  }
  return low;
}

function endOfRcuc(cpu: CpuTimeline, fromNs: number, untilNs: number): number {
  const run = firstRunAfter(cpu, fromNs);
  const inTime = run < cpu.rcucRuns.length && cpu.rcucRuns.startNs(run) < untilNs;
  return inTime ? cpu.rcucRuns.endNs(run) : fromNs;
}

/** Returns how long rcuc had the CPU between two times [ns]. */
function rcucBetween(cpu: CpuTimeline, fromNs: number, untilNs: number): number {
  const { rcucRuns } = cpu;
  let ranNs = 0;
  for (let row = firstRunAfter(cpu, fromNs); row < rcucRuns.length && rcucRuns.startNs(row) < untilNs; row++) {
    ranNs += Math.min(untilNs, rcucRuns.endNs(row)) - Math.max(fromNs, rcucRuns.startNs(row));
  }
  return ranNs;
}

function tracedCpu(cpu: CpuTimeline, timeline: TraceTimeline, nohzFull: boolean): TracedCpu {
  const { ticks } = timeline;
  let count = 0;
  let invoked = 0;
  let undone = 0;
  let last = -1;
  for (let row = 0; row < ticks.rows; row++) {
    if (ticks.own('cpu', row) !== cpu.cpu) continue;
    count++;
    invoked += ticks.own('invoked', row);
    if (last >= 0 && ticks.own('invoked', last) === 1 && isUndone(ticks, last, row)) undone++;
    last = row;
  }
  return {
    cpu: cpu.cpu,
    nohzFull,
    ticks: count,
    invoked,
    undone,
    rcucWakes: timeline.rcucWakes[cpu.cpu] ?? 0,
    rcucRuns: cpu.rcucRuns.length,
    rcucNs: rcucBetween(cpu, -Infinity, Infinity),
    kvmExits: cpu.kvmExits,
    contextsNs: cpu.spans.totalsNs(),
    gaps: cpu.gaps,
  };
}

/** Whether the next tick of a CPU finds the work that RCU core was invoked for still to be done. */
function isUndone(ticks: RawTicks, invoked: number, next: number): boolean {
  const known = ticks.field('rgps', invoked);
  if (known !== ticks.field('ngps', invoked)) return ticks.field('rgps', next) === known;
  const samePeriod = ticks.field('gps', invoked) === ticks.field('gps', next);
  return samePeriod && ticks.own('coreReturn', invoked) === 1 && ticks.field('core', next) === 1;
}
