import type { ScenarioSpec } from '../../scenario/index.js';
import type { Experiment, Finding } from '../experiment.js';
import { host, over, pinned, ticking, type HostUnderTest } from '../hosts.js';
import type { Lab } from '../lab.js';
import { atLeast, atMost, both, difference, mean, rate, type Measure } from '../measure.js';
import type { Observation } from '../observation.js';
import { averageGpMs, longestFalsePositiveMs, needlessWakes, skippedWronglyMs } from '../run-figures.js';
import { longestGracePeriod } from './long-stays.js';

/** Kernel threads of fifty milliseconds that share the CPU with a vCPU of SCHED_OTHER, or run while it sleeps. */
export const kernelThreads: ScenarioSpec = {
  host: { vcpuClass: 'other' },
  vcpu: { preemption: { ratePerSec: 4, length: { medianUs: 50_000, p99Us: 100_000 }, priority: 0 } },
};

/** The vCPU halts for some milliseconds, five hundred times a second at most. */
export const longHalts: ScenarioSpec = {
  host: { haltPollNs: 0 },
  guest: { hlt: { ratePerSec: 500, length: { medianUs: 3000, p99Us: 20_000 } } },
};

/** Returns for how long RCU was kept waiting by skips that no extended quiescent state soon followed. */
export function wrongSkips(id: string, runs: readonly Observation[]): Measure {
  return {
    ...rate(`time skipped wrongly, ${id}`, runs, skippedWronglyMs),
    unit: 'ms/s',
  };
}

/** So little is as good as never: a ten-thousandth of the time [ms/s]. */
const nothing = 0.1;

/** H8: after a migration the old CPU has false positives, and the new CPU's false negatives are harmless. */
export const afterMigration: Experiment = {
  id: 'H8',
  assumptions: ['patches.soonUs', 'vcpu.migration.ratePerSec', 'vcpu.migration.leftBehind', 'vcpu.migration.downtime'],
  cases: [
    { where: 'where kernel work continues on the old CPU', test: (lab) => misleads(lab, migrating(1)) },
    { where: 'where the old CPU goes idle', test: (lab) => misleads(lab, migrating(0)) },
    { where: 'as to the new CPU, which reports with its next guest entry', test: (lab) => harmless(lab, migrating(0)) },
  ],
};

function migrating(leftBehindShare: number): HostUnderTest {
  const leftBehind = { medianMs: 60, p99Ms: 200 };
  return host(ticking, { vcpu: { migration: { ratePerSec: 5, leftBehindShare, leftBehind } } }, 15, 6);
}

async function misleads(lab: Lab, subject: HostUnderTest): Promise<Finding> {
  const [snapshot] = await lab.compare(subject, ['last-guest-exit']);
  const skipped = wrongSkips('last-guest-exit', snapshot);
  return { holds: atLeast(skipped, nothing), measured: [skipped] };
}

/** Grace periods are as long as under the flag, which knows at once that the vCPU has come. */
async function harmless(lab: Lab, subject: HostUnderTest): Promise<Finding> {
  const [snapshot, flag] = await lab.compare(subject, ['last-guest-exit', 'run-loop-flag-sched']);
  const missed = rate('needless wakes, last-guest-exit', snapshot, needlessWakes);
  const longer = difference('longer average grace period than with the flag', 'ms', flag, snapshot, averageGpMs);
  return { holds: atMost(longer, 0.1), measured: [longer, missed] };
}

/** H9: while the vCPU is halted the CPU's last exit misleads RCU, until it wakes or a second has gone by. */
export const whileHalted: Experiment = {
  id: 'H9',
  assumptions: ['patches.soonUs', 'guest.hlt.length', 'vcpu.preemption.ratePerSec', 'vcpu.preemption.length'],
  cases: [
    {
      where: 'where other kernel work runs meanwhile',
      test: (lab) => delays(lab, host(ticking, over(longHalts, kernelThreads), 10, 6)),
    },
    { where: 'where the CPU goes idle', test: (lab) => delays(lab, host(ticking, longHalts, 10, 6)) },
  ],
};

/** RCU is kept waiting, and grace periods are longer than under the flag that is cleared when the vCPU sleeps. */
async function delays(lab: Lab, subject: HostUnderTest): Promise<Finding> {
  const [snapshot, flag] = await lab.compare(subject, ['last-guest-exit', 'run-loop-flag-sched']);
  const skipped = wrongSkips('last-guest-exit', snapshot);
  const longer = difference('longer average grace period than with the flag', 'ms', flag, snapshot, averageGpMs);
  return { holds: atLeast(skipped, nothing), measured: [skipped, longer] };
}

/** H10: after the end of a virtual machine the false positives last until the second is over. */
export const afterTheEnd: Experiment = {
  id: 'H10',
  assumptions: ['vcpu.teardown', 'gracePeriods.requestsPerSec', 'vcpu.terminateAtSec'],
  cases: [
    { where: 'where tearing it down keeps the CPU in the kernel for long', test: (lab) => misledAtTheEnd(lab, 4000) },
    { where: 'where the CPU is idle at once', test: (lab) => misledAtTheEnd(lab, 0.2) },
  ],
};

async function misledAtTheEnd(lab: Lab, teardownMs: number): Promise<Finding> {
  const teardown = { medianMs: teardownMs, p99Ms: teardownMs };
  const subject = host(ticking, { vcpu: { terminateAtSec: 1, teardown } }, 7, 8);
  const [snapshot, reset] = await lab.compare(subject, ['last-guest-exit', 'last-guest-exit-reset']);
  const longest = mean('longest false positive, last-guest-exit', 'ms', snapshot, longestFalsePositiveMs);
  const cleared = mean('the same, zeroed in vcpu_put', 'ms', reset, longestFalsePositiveMs);
  return { holds: both(atLeast(longest, 1), atMost(longest, 1010)), measured: [longest, cleared] };
}

/** H13: pinned to an isolated CPU the vCPU is never preempted nor moved, so that the last exit does not mislead. */
export const pinnedAndAlone: Experiment = {
  id: 'H13',
  assumptions: ['patches.soonUs', 'softirq.length', 'guest.exits.fault.handler', 'vcpu.preemption.ratePerSec'],
  cases: [
    { where: 'where exits are handled at once', test: (lab) => neverMisled(lab, host(ticking, {}, 20, 6)) },
    {
      where: 'where an exit may mean milliseconds of work in the kernel',
      test: (lab) => neverMisled(lab, host(ticking, { guest: { exits: { heavy: { ratePerSec: 2 } } } }, 10, 6)),
    },
    {
      where: 'where kernel threads run on the CPU all the same',
      test: (lab) => neverMisled(lab, host(pinned, over({ ticks: { keptOn: true } }, kernelThreads), 10, 6)),
    },
  ],
};

async function neverMisled(lab: Lab, subject: HostUnderTest): Promise<Finding> {
  const [snapshot, flag] = await lab.compare(subject, ['last-guest-exit', 'run-loop-flag-sched']);
  const skipped = wrongSkips('last-guest-exit', snapshot);
  const measured = [skipped, wrongSkips('run-loop-flag-sched', flag), longestGracePeriod('last-guest-exit', snapshot)];
  return { holds: atMost(skipped, nothing), measured };
}
