import type { Host } from '../../engine/host.js';
import type { ScenarioSpec } from '../../scenario/index.js';
import type { Experiment, Finding } from '../experiment.js';
import { host, over, pinned, ticking, type HostUnderTest } from '../hosts.js';
import type { Lab } from '../lab.js';
import { atLeast, both, difference, meanOfValues, rate, share, type Measure } from '../measure.js';
import type { Observation } from '../observation.js';
import { needlessWakes, skippedWronglyMs } from '../run-figures.js';
import { spyOn } from './spy.js';

/** The vCPU moves about, and kernel work goes on where it was. */
export const moving: ScenarioSpec = over(ticking, {
  vcpu: { migration: { ratePerSec: 5, leftBehindShare: 1, leftBehind: { medianMs: 60, p99Ms: 200 } } },
});

/** H5: the run-loop flag tells better than the last exit whether a guest entry is near. */
export const betterPredictor: Experiment = {
  id: 'H5',
  assumptions: ['patches.soonUs', 'costs.toUserNs', 'guest.exits.io.ratePerSec', 'vcpu.migration.leftBehindShare'],
  cases: [
    { where: 'where the vCPU migrates and kernel work stays behind', test: (lab) => errs(lab, host(moving, {}, 8, 6)) },
    { where: 'where the vCPU is pinned and the guest never halts', test: (lab) => errs(lab, host(ticking, io, 8, 6)) },
    { where: 'where the guest halts and its CPU goes idle', test: (lab) => errs(lab, host(ticking, halting, 6, 6)) },
  ],
};

const io = { guest: { exits: { io: { ratePerSec: 800 } } } };
const halting = { host: { haltPollNs: 0 }, guest: { hlt: { ratePerSec: 500 } } };

const errors = ({ record, seconds }: Observation) =>
  (record.falsePositives.count + record.falseNegatives.count) / seconds;

async function errs(lab: Lab, subject: HostUnderTest): Promise<Finding> {
  const [snapshot, flag] = await lab.compare(subject, ['last-guest-exit', 'run-loop-flag-sched']);
  const fewer = difference('wrong guesses less with the flag than with the last exit', '/s', flag, snapshot, errors);
  const measured = [fewer, ...grades('last-guest-exit', snapshot), ...grades('run-loop-flag-sched', flag)];
  return { holds: atLeast(fewer, 0), measured };
}

/** What wrong guesses amount to: time in which RCU was kept waiting, and wakes that the next entry made needless. */
function grades(id: string, runs: readonly Observation[]): Measure[] {
  const waiting = rate(`time skipped wrongly, ${id}`, runs, skippedWronglyMs);
  return [{ ...waiting, unit: 'ms/s' }, rate(`needless wakes, ${id}`, runs, needlessWakes)];
}

/** H6: after a tick from user mode or idle the CPU is quiescent again, after one from the run loop it is not yet. */
export const quiescentAfterwards: Experiment = {
  id: 'H6',
  assumptions: ['costs.idleExitNs', 'costs.idleEntryNs', 'costs.loopNs', 'costs.preEntryNs'],
  cases: [
    {
      where: 'after a tick that hit user mode or idle',
      async test(lab) {
        const { gentle } = await timesToEqs(lab);
        const soon = share('within 20 us of the tick', gentle.filter((ns) => ns <= 20_000).length, gentle.length);
        return { holds: atLeast(soon, 0.99), measured: [soon, longest(gentle)] };
      },
    },
    {
      where: 'after a tick that hit the run loop',
      async test(lab) {
        const { inLoop } = await timesToEqs(lab);
        const later = share(
          'kernel work left when the tick returns',
          inLoop.filter((ns) => ns > handlerNs).length,
          inLoop.length,
        );
        return {
          holds: both(atLeast(later, 0.95), atLeast(longest(inLoop), 1000)),
          measured: [later, longest(inLoop)],
        };
      },
    },
  ],
};

/** The tick's handler takes the same time here whatever it hits [ns]. */
const handlerNs = 2000;
const allSorts = over(ticking, {
  host: { haltPollNs: 0 },
  costs: { tick: { medianUs: 2, p99Us: 2 } },
  guest: {
    hlt: { ratePerSec: 300 },
    exits: { io: { ratePerSec: 800 }, heavy: { ratePerSec: 2, handler: { medianUs: 2000, p99Us: 20_000 } } },
    userspace: { medianUs: 40, p99Us: 200 },
  },
});

function longest(timesNs: readonly number[]): Measure {
  return meanOfValues('longest time from a tick to the next extended quiescent state', 'us', [
    timesNs.reduce((most, ns) => Math.max(most, ns), 0) / 1000,
  ]);
}

/** Times from a tick to the CPU's next extended quiescent state: of ticks from user mode or idle, and of skipped others [ns]. */
async function timesToEqs(lab: Lab): Promise<{ gentle: number[]; inLoop: number[] }> {
  const gentle: number[] = [];
  const inLoop: number[] = [];
  const [policy, probe] = spyOn('run-loop-flag-sched', (running: Host) => {
    let waiting: { into: number[]; sinceNs: number }[] = [];
    return {
      hooks: {
        quiescentState(cpu) {
          if (!running.cpus[cpu]!.ct.inEqs) return;
          for (const { into, sinceNs } of waiting) into.push(running.nowNs - sinceNs);
          waiting = [];
        },
      },
      probe: {
        tick({ kernel, reason }, nowNs) {
          if (!kernel) waiting.push({ into: gentle, sinceNs: nowNs });
          else if (reason === 'skipped') waiting.push({ into: inLoop, sinceNs: nowNs });
        },
      },
    };
  });
  await lab.watch(host(allSorts, {}, 5, 2), policy, probe);
  return { gentle, inLoop };
}

/** H15: from setting the flag to the guest entry it takes microseconds. */
export const microsecondsToEntry: Experiment = {
  id: 'H15',
  assumptions: [
    'costs.loadNs',
    'costs.loopNs',
    'costs.preEntryNs',
    'guest.exits.msr.handler',
    'guest.exits.io.handler',
  ],
  cases: [
    { where: 'with exits that the kernel handles at once', test: (lab) => entersSoon(lab, host(pinned, io, 4, 3)) },
    {
      where: 'where an exit may mean long work in the kernel',
      test: (lab) =>
        entersSoon(
          lab,
          host(pinned, { guest: { exits: { fastpath: { ratePerSec: 0 }, heavy: { ratePerSec: 100 } } } }, 4, 3),
        ),
    },
  ],
};

async function entersSoon(lab: Lab, subject: HostUnderTest): Promise<Finding> {
  const timesNs: number[] = [];
  const [policy, probe] = spyOn('run-loop-flag-sched', (running) => {
    let sinceNs = -1;
    return {
      hooks: {
        vcpuLoad: (_cpu, wantsToRun) => void (sinceNs = wantsToRun ? running.nowNs : -1),
        guestExit: (_cpu, _jiffies, nowNs) => void (sinceNs = nowNs),
        guestEnter(_cpu, _jiffies, nowNs) {
          if (sinceNs >= 0) timesNs.push(nowNs - sinceNs);
          sinceNs = -1;
        },
      },
      probe: {},
    };
  });
  await lab.watch(subject, policy, probe);
  const quick = share('entries within 100 us', timesNs.filter((ns) => ns < 100_000).length, timesNs.length);
  const worst = meanOfValues('longest', 'us', [timesNs.reduce((most, ns) => Math.max(most, ns), 0) / 1000]);
  return { holds: atLeast(quick, 0.99), measured: [quick, worst] };
}
