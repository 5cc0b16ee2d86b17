import type { RecordedGracePeriod } from '../run/grace-period-table.js';
import type { RecordedRun } from '../run/recorded-run.js';
import type { Finding, Unidentified } from './finding.js';
import { medianOf } from './measured-quantiles.js';
import type { TickGrid } from './tick-grid.js';

/** A grace period that starts sooner than this after the one before was asked for while that one ran [ticks]. */
const atOnceTicks = 0.35;
/** What nanosleep() and the way around it take beyond what was asked for [ms]. */
const sleepOverheadMs = 0.13;
/** A caller that sleeps no longer than this leaves nothing for a grace period of its own [ticks]. */
const shortSleepTicks = 2;
/** The pattern of one caller must explain this share of its cycles. */
const explainedShare = 0.5;

/** One caller's cycle: the grace period that it waits for, and what came before its next call. */
interface Cycle {
  readonly followUp: boolean;
  /** From the tick at which it returned to the tick that asked for its next grace period; null: that waited for another. */
  readonly thinkTicks: number | null;
}

/**
 * Returns who asks for grace periods: one caller of `synchronize_rcu()` on the housekeeping CPU that sleeps between its calls,
 * and leaves callbacks behind that need a grace period of their own. It returns at the tick after the end of its grace period;
 * a grace period that starts with the tick after that is for what it left.
 */
export function fitCallers(run: RecordedRun, grid: TickGrid): Finding {
  const { callerSleepUs: sleepUs } = run.workload;
  // Of a caller that hardly sleeps the next call comes as soon as what it left: one grace period serves both.
  const sleeps = sleepUs === null || sleepUs / 1e6 > shortSleepTicks * grid.tickSec;
  const cycles = cyclesOf(run.gracePeriods, grid, sleeps);
  const thinks = cycles.flatMap(({ thinkTicks }) => (thinkTicks === null ? [] : [thinkTicks]));
  if (thinks.length < cycles.length * explainedShare || thinks.length < 5) return openLoop(run);
  const followUpShare = cycles.filter(({ followUp }) => followUp).length / cycles.length;
  const typical = medianOf(thinks);
  const alike = thinks.filter((each) => each === typical).length / thinks.length;
  const tickMs = grid.tickSec * 1000;
  const delayMs =
    medianOf(run.gracePeriods.map(({ startSec }) => startSec / grid.tickSec - grid.periodOf(startSec))) * tickMs;
  const sleepMs = sleepUs === null ? NaN : sleepUs / 1000 + sleepOverheadMs;
  const fits = Math.ceil((delayMs + sleepMs) / tickMs) === typical;
  const thinkMs = fits ? sleepMs : Math.max(0, (typical - 0.5) * tickMs - delayMs);
  const unidentified: Unidentified[] = [];
  if (!fits) {
    const reason = 'the caller’s sleep is known to a tick only';
    unidentified.push({
      path: 'gracePeriods.thinkMs',
      reason,
      standsIn: `the middle of that tick, ${thinkMs.toFixed(2)} ms`,
    });
  }
  if (alike < 0.9) {
    unidentified.push({
      path: 'gracePeriods.thinkMs',
      reason: `${Math.round(100 * (1 - alike))}% of the cycles are longer or shorter by whole ticks (host stalls, other callers)`,
      standsIn: `the typical cycle, ${typical} ticks from return to request`,
    });
  }
  return {
    spec: {
      gracePeriods: {
        thinkMs: Number(thinkMs.toFixed(3)),
        followUpShare: Number(followUpShare.toFixed(3)),
        othersIdle: 0,
      },
    },
    identified: [
      { path: 'gracePeriods.thinkMs', from: `${thinks.length} cycles of one caller between grace periods` },
      { path: 'gracePeriods.followUpShare', from: 'grace periods that start one tick after the caller’s return' },
    ],
    unidentified,
  };
}

function cyclesOf(periods: readonly RecordedGracePeriod[], grid: TickGrid, sleeps: boolean): Cycle[] {
  const returnTick = (period: RecordedGracePeriod) => grid.periodOf(period.endSec) + 1;
  const cycles: Cycle[] = [];
  for (let i = 0; i < periods.length;) {
    const own = periods[i]!;
    const next = periods[i + 1];
    if (next === undefined) break;
    const followUp = sleeps && grid.periodOf(next.startSec) - returnTick(own) <= 1;
    const last = followUp ? next : own;
    const call = periods[i + (followUp ? 2 : 1)];
    if (call === undefined) break;
    const atOnce = (call.startSec - last.endSec) / grid.tickSec < atOnceTicks;
    cycles.push({ followUp, thinkTicks: atOnce ? null : grid.periodOf(call.startSec) - returnTick(own) });
    i += followUp ? 2 : 1;
  }
  // The recording may begin in the middle of the first one.
  return cycles.slice(1);
}

function openLoop({ gracePeriods, startSec, endSec }: RecordedRun): Finding {
  const requestsPerSec = Number((gracePeriods.length / (endSec - startSec)).toPrecision(4));
  return {
    spec: { gracePeriods: { requestsPerSec, othersIdle: 0 } },
    identified: [],
    unidentified: [
      {
        path: 'gracePeriods.requestsPerSec',
        reason: 'the grace periods show no single caller with a pause between its calls',
        standsIn: `requests at random, as many as there were grace periods: ${requestsPerSec} /s`,
      },
    ],
  };
}
