import { fqsDelays } from '../../kernel/force-quiescent-state.js';
import { quantileText } from '../../scenario/index.js';
import type { RecordedRun } from '../run/recorded-run.js';
import type { Finding } from './finding.js';
import { fieldsOfHousekeepingWork, housekeepingWork } from './housekeeping-work.js';
import { labSource, labSteps as steps } from './lab-steps.js';
import { twoCpusShareThread } from './shared-thread.js';

/** A call that is shorter is interrupted too seldom for the mean to tell what it takes by itself [us]. */
const shortestCallUs = 10_000;
/** What the housekeeping CPU does of its own for a grace period: a caller's request, the start, a report, the end noticed. */
const worksPerGracePeriod = 4;
/** Every second grace period follows another one, and has no caller. */
const callersPerGracePeriod = 0.5;

const unmeasured = 'a table has no durations, and both CPUs’ ticks come in the same call';

/**
 * Returns the turns of the emulator's round robin and the system calls of a VMM that stays in the kernel, where the summary
 * tells how long its calls last. A call is as many instructions whatever the kernel, so what interrupted the recorded ones is
 * taken off: the ticks of both CPUs, runs of rcuc, and what the housekeeping CPU did for RCU meanwhile. The three kernels of
 * io_kern_long, H1000_v0, _v1 and _p1000, have calls of 13.07, 13.12 and 13.10 ms then, though the last two have mean grace
 * periods seven times those of the first.
 *
 * @returns null where the summary tells no such calls, or where the steps of the kernel's probes are not known
 */
export function fitEmulatedCalls(run: RecordedRun): Finding | null {
  const { sliceHz, instructionNs } = run.workload;
  const wholeUs = run.summary.longStretchMeanUs;
  if (!run.tellsTaskFlags || !twoCpusShareThread(run) || sliceHz === null || instructionNs === null) return null;
  if (!(wholeUs >= shortestCallUs)) return null;
  const interruptedUsPerSec = (interruptingPerSec(run) * instructionNs) / 1000;
  const callUs = Number((wholeUs * (1 - interruptedUsPerSec / 1e6)).toPrecision(5));
  return {
    spec: {
      ...housekeepingWork(steps, { instructionNs, sliceHz }),
      guest: { systemCallUs: quantileText([callUs]) },
    },
    identified: [
      { path: 'guest.systemCallUs', from: 'summary: stretches without a quiescent state, less what interrupted them' },
      { path: 'nested.sliceHz', from: 'meta: the timer that ends turns on the thread that all CPUs share' },
    ],
    unidentified: fieldsOfHousekeepingWork.map((path) => ({ path, reason: unmeasured, standsIn: labSource })),
  };
}

/** Returns for how many instructions a second system calls stood still. */
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
