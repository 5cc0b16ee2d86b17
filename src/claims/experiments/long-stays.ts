import { countAbove } from '../../record/histogram-queries.js';
import type { ScenarioSpec } from '../../scenario/index.js';
import type { Experiment, Finding } from '../experiment.js';
import { host, over, pinned, ticking, type HostUnderTest } from '../hosts.js';
import type { Lab } from '../lab.js';
import { atLeast, mean, rate, type Measure } from '../measure.js';
import type { Observation } from '../observation.js';
import { longestGpMs } from '../run-figures.js';

/** An exit that keeps the vCPU's task in the kernel for three seconds, without sleeping. */
export const staysOfSeconds: ScenarioSpec = {
  guest: { exits: { heavy: { ratePerSec: 0.3, handler: { medianUs: 3_000_000, p99Us: 3_000_000 } } } },
};

/** A softirq of two seconds. */
const longSoftirq = (oneHandler: boolean): ScenarioSpec => ({
  softirq: { ratePerSec: 0.15, length: { medianUs: 2_000_000, p99Us: 2_000_000 }, oneHandler },
});

/** Returns the longest grace period of a run, the mean over the runs. */
export function longestGracePeriod(what: string, runs: readonly Observation[]): Measure {
  return mean(`longest grace period, ${what}`, 'ms', runs, longestGpMs);
}

/** H7: once the run-loop flag is set, no quiescent state is reported until the grace period is a second old. */
export const noReportForASecond: Experiment = {
  id: 'H7',
  assumptions: ['gracePeriods.requestsPerSec', 'guest.exits.heavy.handler', 'guest.exits.heavy.ratePerSec'],
  cases: [
    {
      where: "while the vCPU's task stays in the kernel",
      test: (lab) => waitsASecond(lab, host(ticking, staysOfSeconds, 20, 5)),
    },
    { where: 'while it goes in and out of the guest', test: (lab) => waitsASecond(lab, host(ticking, {}, 10, 5)) },
  ],
};

async function waitsASecond(lab: Lab, subject: HostUnderTest): Promise<Finding> {
  const [mainline, flag] = await lab.compare(subject, ['mainline', 'run-loop-flag']);
  const longest = longestGracePeriod('run-loop-flag', flag);
  return { holds: atLeast(longest, 1000), measured: [longest, longestGracePeriod('mainline', mainline)] };
}

const skipping = [
  'last-guest-exit',
  'run-loop-flag',
  'run-loop-flag-sched',
  'lenient-task',
  'last-qs-age',
  'patience',
] as const;

/** H14: the second that nohz_full CPUs are granted already bounds what any skip can do to a grace period. */
export const aSecondGuards: Experiment = {
  id: 'H14',
  assumptions: ['gracePeriods.requestsPerSec', 'guest.exits.heavy.handler', 'host.timekeeperLagUs'],
  cases: [
    { where: 'under PREEMPT_RT', test: (lab) => bounded(lab, host(ticking, staysOfSeconds, 10, 4)) },
    {
      where: 'under PREEMPT_RT, where nothing but RCU would keep the tick on',
      test: (lab) => bounded(lab, host(pinned, staysOfSeconds, 10, 4)),
    },
    {
      where: 'in a softirq of one long handler without PREEMPT_RT',
      test: (lab) => bounded(lab, host(over(ticking, { host: { preemption: 'full' } }), longSoftirq(true), 20, 4)),
    },
  ],
};

/** A second, two ticks to notice and to report, and the next scan with a timer-wheel tick [ms]. */
export const guardMs = 1000 + 2 + 4 + 1;

async function bounded(lab: Lab, subject: HostUnderTest): Promise<Finding> {
  const all = await lab.compare(subject, skipping);
  const beyond = skipping.map((id, i) => longerThan(guardMs, id, all[i]!)).toSorted(byValue);
  const longest = skipping.map((id, i) => longestGracePeriod(id, all[i]!)).toSorted(byValue);
  return { holds: beyond.every(({ value }) => value === 0), measured: [longest[0]!, beyond[0]!] };
}

function byValue(a: Measure, b: Measure): number {
  return (b.value ?? 0) - (a.value ?? 0);
}

function longerThan(ms: number, id: string, runs: readonly Observation[]): Measure {
  return rate(`grace periods over ${ms} ms, ${id}`, runs, ({ record }) => countAbove(record.gracePeriods, ms * 1e6));
}

/** H16: a softirq that goes on and on takes ticks, and those make RCU core run in the end. */
export const ticksInALongSoftirq: Experiment = {
  id: 'H16',
  assumptions: ['softirq.ratePerSec', 'gracePeriods.requestsPerSec'],
  cases: [
    {
      where: 'without PREEMPT_RT, in one long handler',
      test: (lab) => endsBefore(lab, host(over(ticking, { host: { preemption: 'full' } }), longSoftirq(true), 30, 6)),
    },
    {
      where: 'without PREEMPT_RT, where many handlers follow each other',
      test: (lab) => endsBefore(lab, host(over(ticking, { host: { preemption: 'full' } }), longSoftirq(false), 30, 6)),
    },
    {
      where: "under PREEMPT_RT, in an interrupt's thread above rcuc",
      test: (lab) => endsBefore(lab, host(ticking, longSoftirq(true), 30, 6)),
    },
  ],
};

/** No grace period that meets such a softirq lasts much longer than a second. */
async function endsBefore(lab: Lab, subject: HostUnderTest): Promise<Finding> {
  const [mainline, flag] = await lab.compare(subject, ['mainline', 'run-loop-flag-sched']);
  const longer = longerThan(1500, 'run-loop-flag-sched', flag);
  const measured = [longestGracePeriod('run-loop-flag-sched', flag), longer, longerThan(1500, 'mainline', mainline)];
  return { holds: longer.value === 0, measured };
}
