import { inHardirq, preemptLetter } from '../ftrace/ftrace-flags.js';
import { recordedTick } from '../recorded-tick.js';
import type { RecordingMeta } from '../recording-meta.js';
import { isIdleTask } from '../tables/tick-table-of-trace.js';
import type { TickTable } from '../tick-table.js';
import type { CpuTimeline, TraceTimeline } from '../timeline/timeline.js';
import type { CounterfactualParameters } from './counterfactual-result.js';
import type { EqsTimes } from './eqs-times.js';
import type { GracePeriodLookup } from './grace-period-lookup.js';
import type { TrialTick } from './policy-trial.js';
import { endOfRcuc, rcucBetween } from './rcuc-times.js';

/** What stays the same for all ticks of a trace. */
export interface TrialSetting {
  readonly timeline: TraceTimeline;
  readonly table: TickTable;
  readonly meta: RecordingMeta;
  readonly parameters: CounterfactualParameters;
}

/** Returns a tick of a nohz_full CPU as trials are shown it, but for its window. */
export function trialTick(
  row: number,
  cpu: CpuTimeline,
  setting: TrialSetting,
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

/** How long after a tick an rcuc that it would have woken is taken to have run, where the recorded one did not [ns]. */
const assumedRcucNs = 100_000;
