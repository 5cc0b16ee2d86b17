import type { ScenarioSpec } from '../../scenario/index.js';
import type { Experiment, Finding } from '../experiment.js';
import { host, over, ticking, type HostUnderTest } from '../hosts.js';
import type { Lab } from '../lab.js';
import { atLeast, atMost, both, difference, occurs, rate } from '../measure.js';
import { inWindows, type Observation } from '../observation.js';
import { wakesIn } from '../run-figures.js';
import { kernelThreads, longHalts, wrongSkips } from './false-positives.js';

/** H11: zeroing the last exit in vcpu_load and vcpu_put removes the false positives. */
export const zeroingHelps: Experiment = {
  id: 'H11',
  assumptions: ['patches.soonUs', 'vcpu.preemption.ratePerSec', 'vcpu.preemption.length', 'vcpu.teardown'],
  cases: [
    { where: 'when kernel threads preempt the vCPU', test: (lab) => removes(lab, host(ticking, kernelThreads, 10, 6)) },
    {
      where: 'when kernel threads run while the vCPU is halted',
      test: (lab) => removes(lab, host(ticking, over(longHalts, kernelThreads), 10, 6)),
    },
    { where: 'after the end of a virtual machine', test: (lab) => removes(lab, host(ticking, torndown, 5, 6)) },
  ],
};

const torndown: ScenarioSpec = { vcpu: { terminateAtSec: 1, teardown: { medianMs: 3000, p99Ms: 3000 } } };

/** Nine in ten of the snapshot's false positives are gone. */
async function removes(lab: Lab, subject: HostUnderTest): Promise<Finding> {
  const ids = ['last-guest-exit', 'last-guest-exit-reset', 'last-guest-exit-reset-sched'] as const;
  const [snapshot, reset, resetSched] = await lab.compare(subject, ids);
  const before = wrongSkips(ids[0], snapshot);
  const after = wrongSkips(ids[1], reset);
  const measured = [after, before, wrongSkips(ids[2], resetSched)];
  return { holds: atMost(after, 0.1 * (before.value ?? 0)), measured };
}

/** H12: where the snapshot is zeroed, a vCPU about to run is taken for one that is not. */
export const zeroedBeforeEntry: Experiment = {
  id: 'H12',
  assumptions: ['costs.loadNs', 'costs.loopNs', 'guest.exits.io.ratePerSec', 'vcpu.preemption.ratePerSec'],
  cases: [
    {
      where: 'on the way from user mode to the guest entry',
      test: (lab) => wakesBeforeEntry(lab, host(ticking, manyIoctls, 8, 6)),
    },
    {
      where: 'when a preempted vCPU is switched in again',
      test: (lab) => wakesBeforeEntry(lab, host(ticking, preempted, 5, 6)),
    },
  ],
};

const manyIoctls: ScenarioSpec = { guest: { exits: { io: { ratePerSec: 4000 } } } };

/** Short preemptions inside long handlers: the vCPU is still in the kernel when it runs again. */
const preempted: ScenarioSpec = {
  guest: { exits: { heavy: { ratePerSec: 40, handler: { medianUs: 5000, p99Us: 10_000 } } } },
  vcpu: { preemption: { ratePerSec: 100, length: { medianUs: 50, p99Us: 200 }, priority: 20 } },
};

async function wakesBeforeEntry(lab: Lab, subject: HostUnderTest): Promise<Finding> {
  const ids = ['last-guest-exit', 'last-guest-exit-reset-sched'] as const;
  const [snapshot, reset] = await lab.compare(subject, ids);
  const inLoop = (run: Observation) => inWindows(run, ['exit-handler']).invoked / run.seconds;
  const more = difference('more wakes in the run loop than with the snapshot kept', '/s', snapshot, reset, inLoop);
  const measured = [
    more,
    ...[snapshot, reset].map((runs, i) => rate(`wakes in the run loop, ${ids[i]}`, runs, wakesIn('exit-handler'))),
  ];
  return { holds: occurs(more), measured };
}

/** H25: zeroing at sched-out brings the snapshot the flag's race at idle entry, and not zeroing is worse. */
export const sameRaceWhenZeroed: Experiment = {
  id: 'H25',
  assumptions: ['costs.idleEntryNs', 'guest.hlt.ratePerSec', 'guest.hlt.length', 'vcpu.preemption.ratePerSec'],
  cases: [
    {
      where: 'as to the race: both wake rcuc at idle entry',
      async test(lab) {
        const subject = host(ticking, longHalts, 30, 6);
        const ids = ['last-guest-exit-reset-sched', 'run-loop-flag-sched', 'last-guest-exit'] as const;
        const runs = await lab.compare(subject, ids);
        const [zeroed, flag, kept] = runs.map((each, i) => rate(`wakes at idle entry, ${ids[i]}`, each, atIdleEntry));
        const apart = difference(
          'more with the flag than with the zeroed snapshot',
          '/s',
          runs[0],
          runs[1],
          (run) => atIdleEntry(run) / run.seconds,
        );
        const tenth = 0.1 * flag!.value!;
        const alike = both(atMost(apart, tenth), atLeast(apart, -tenth));
        return { holds: both(alike, occurs(zeroed!), atMost(kept!, tenth)), measured: [zeroed!, flag!, kept!, apart] };
      },
    },
    {
      where: 'as to what is worse, where kernel threads run while the vCPU sleeps',
      test: (lab) => worseIfKept(lab, host(ticking, over(longHalts, kernelThreads), 10, 6)),
    },
    {
      where: 'as to what is worse, where the CPU goes idle',
      test: (lab) => worseIfKept(lab, host(ticking, longHalts, 30, 6)),
    },
  ],
};

const atIdleEntry = wakesIn('idle-entry');

async function worseIfKept(lab: Lab, subject: HostUnderTest): Promise<Finding> {
  const [kept, zeroed] = await lab.compare(subject, ['last-guest-exit', 'last-guest-exit-reset-sched']);
  const before = wrongSkips('last-guest-exit', kept);
  const after = wrongSkips('last-guest-exit-reset-sched', zeroed);
  return { holds: atLeast(before, 0.1 + after.high), measured: [before, after] };
}
