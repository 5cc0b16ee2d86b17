import { fqsDelays } from '../../kernel/force-quiescent-state.js';
import { quantileText } from '../../scenario/index.js';
import type { RecordedRun } from '../run/recorded-run.js';
import type { Finding } from './finding.js';
import { labSource, labSteps as steps } from './lab-steps.js';
import { turnOrder } from './measured-steps.js';
import { twoCpusShareThread } from './shared-thread.js';

/** A call that is shorter is interrupted too seldom for the mean to tell what it takes by itself [us]. */
const shortestCallUs = 10_000;
/** What the housekeeping CPU does of its own for a grace period: a caller's request, the start, a report, the end noticed. */
const worksPerGracePeriod = 4;
/** Every second grace period follows another one, and has no caller. */
const callersPerGracePeriod = 0.5;

const unmeasured = 'a table has no durations, and both CPUs’ ticks come in the same call';

/**
 * Returns the turns of the emulator's round robin and the system calls of a VMM that stays in the kernel, where the summary tells how long its
 * calls last. A call is as many instructions whatever the kernel, so what interrupted the recorded ones is taken off: the
 * ticks of both CPUs, runs of rcuc, and what the housekeeping CPU did for RCU meanwhile. One call so found serves three kernels:
 * 13.07, 13.12 and 13.10 ms of H1000_v0, _v1 and _p1000/io_kern_long, of which the last two have mean grace periods seven times those of the first.
 *
 * @returns null where the summary tells no such calls, or where the steps of the kernel's probes are not known
 */
export function fitEmulatedCalls(run: RecordedRun): Finding | null {
  const { sliceHz, instructionNs } = run.workload;
  const wholeUs = run.summary.longStretchMeanUs;
  if (!run.tellsTaskFlags || !twoCpusShareThread(run) || sliceHz === null || instructionNs === null) return null;
  if (!(wholeUs >= shortestCallUs)) return null;
  const ns = (instructions: number): number => instructions * instructionNs;
  const us = (instructions: number): number => ns(instructions) / 1000;
  const always = (instructions: number) => ({ medianUs: us(instructions), p99Us: us(instructions) });
  const callUs = Number((wholeUs * (1 - us(interruptingPerSec(run)) / 1e6)).toPrecision(5));
  return {
    spec: {
      nested: {
        turnUs: quantileText([us(steps.housekeepingTick)]),
        sliceHz,
        tailUs: us(steps.housekeepingTail),
        fromIdleUs: us(steps.fromIdle),
        ...turnOrder,
      },
      gracePeriods: { housekeepingDelayUs: quantileText([us(steps.housekeepingRcu)]) },
      guest: { systemCallUs: quantileText([callUs]) },
      costs: {
        tick: always(steps.tick),
        rcuc: always(steps.rcuc),
        gpInitNs: ns(steps.gpInit),
        fqsScanNs: ns(steps.fqsScan),
        gpCleanupNs: ns(steps.gpCleanup),
        callbackPathUs: us(steps.caller),
      },
    },
    identified: [
      { path: 'guest.systemCallUs', from: 'summary: stretches without a quiescent state, less what interrupted them' },
      { path: 'nested.sliceHz', from: 'meta: the timer that ends turns on the thread that all CPUs share' },
    ],
    unidentified: standInFor.map((path) => ({ path, reason: unmeasured, standsIn: labSource })),
  };
}

/** Returns for how many instructions a second the system calls stood still. */
function interruptingPerSec({ meta, ticks, gracePeriods, startSec, endSec }: RecordedRun): number {
  const perSec = (count: number): number => count / (endSec - startSec);
  const { first, next } = fqsDelays(meta.hz, meta.cpus ?? 1, null, null);
  const scans = gracePeriods.reduce((sum, { jiffies }) => sum + scansWithin(jiffies, first + 1, next + 1), 0);
  const atTick = steps.housekeepingRcu + steps.housekeepingTail - steps.housekeepingTick;
  const gracePeriod =
    worksPerGracePeriod * atTick + steps.gpInit + steps.gpCleanup + callersPerGracePeriod * steps.caller;
  return (
    meta.hz * (steps.tick + steps.housekeepingTick) +
    perSec(ticks.filter(({ invoked }) => invoked).length) * steps.rcuc +
    perSec(gracePeriods.length) * gracePeriod +
    perSec(scans) * (atTick + steps.fqsScan)
  );
}

/** A timer of so many jiffies expires at the tick behind them. */
function scansWithin(jiffies: number, first: number, next: number): number {
  return jiffies < first ? 0 : 1 + Math.floor((jiffies - first) / next);
}

/** Fields that the steps stand in for. */
const standInFor = [
  'nested.turnUs',
  'nested.tailUs, .fromIdleUs',
  'nested.behindShare',
  'nested.behindSpanUs',
  'gracePeriods.housekeepingDelayUs',
  'costs.tick',
  'costs.rcuc',
  'costs.gpInitNs',
  'costs.gpCleanupNs',
  'costs.fqsScanNs',
  'costs.callbackPathUs',
];
