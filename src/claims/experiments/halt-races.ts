import type { ScenarioSpec } from '../../scenario/index.js';
import type { Experiment, Finding } from '../experiment.js';
import { host, over, pinned, ticking, type HostUnderTest } from '../hosts.js';
import type { Lab } from '../lab.js';
import { atLeast, atMost, both, occurs, rate, share, type Measure } from '../measure.js';
import { inWindows, type Observation } from '../observation.js';
import { wakesIn } from '../run-figures.js';

/** A guest that halts so often, for so long. */
const halts = (ratePerSec: number, medianUs: number, p99Us: number): ScenarioSpec => ({
  host: { haltPollNs: 0 },
  guest: { hlt: { ratePerSec, length: { medianUs, p99Us } } },
});

const often = halts(1000, 300, 1500);
const polling: ScenarioSpec = { host: { idle: 'poll' } };

/** H23: a tick between the vCPU's sched-out and the idle task's quiescent state wakes rcuc, with idle=poll too. */
export const raceAtIdleEntry: Experiment = {
  id: 'H23',
  assumptions: ['costs.idleEntryNs', 'guest.hlt.ratePerSec', 'guest.hlt.length', 'ticks.dependencyPerSec'],
  cases: [
    { where: 'with C-states', test: (lab) => races(lab, host(pinned, often, 40, 6)) },
    { where: 'with idle=poll', test: (lab) => races(lab, host(pinned, over(often, polling), 10, 6)) },
  ],
};

async function races(lab: Lab, subject: HostUnderTest): Promise<Finding> {
  const [runs] = await lab.compare(subject, ['run-loop-flag-sched']);
  const found = rate('wakes at idle entry, run-loop-flag-sched', runs, wakesIn('idle-entry'));
  const ticks = rate('ticks there', runs, (run) => inWindows(run, ['idle-entry']).ticks);
  return { holds: occurs(found), measured: [found, ticks] };
}

/** H24: such a wake takes its time from the idle task, not from the vCPU. */
export const stolenFromIdle: Experiment = {
  id: 'H24',
  assumptions: ['costs.rcuc', 'costs.switchNs', 'guest.hlt.length', 'costs.idleEntryNs'],
  cases: [
    {
      where: 'where halts last for tens of microseconds',
      test: (lab) => sparesTheVcpu(lab, host(ticking, over(halts(8000, 20, 40), polling), 4, 6)),
    },
    {
      where: 'where halts last for milliseconds',
      test: (lab) => sparesTheVcpu(lab, host(ticking, over(halts(300, 3000, 10_000), polling), 60, 6)),
    },
  ],
};

/** Of the runs of rcuc that begin at idle entry, at most one in twenty is in the way of a vCPU that wants to run. */
async function sparesTheVcpu(lab: Lab, subject: HostUnderTest): Promise<Finding> {
  const counts = { runs: 0, inTheWay: 0 };
  await lab.watch(subject, 'run-loop-flag-sched', () => {
    let raced = false;
    return {
      wake: (window) => void (raced = window === 'idle-entry'),
      rcuc(_ranNs, stolenNs) {
        if (!raced) return;
        counts.runs++;
        if (stolenNs > 0) counts.inTheWay++;
        raced = false;
      },
    };
  });
  const hurt = share('runs of rcuc from idle entry that made the vCPU wait', counts.inTheWay, counts.runs);
  return { holds: atMost(hurt, 0.05), measured: [hurt] };
}

/** H26: in production those races will be met. */
export const metInProduction: Experiment = {
  id: 'H26',
  assumptions: ['costs.idleEntryNs', 'ticks.timersPerSec', 'ticks.dependencyPerSec', 'gracePeriods.requestsPerSec'],
  cases: [
    {
      where: 'on a host that saves power, whose guest halts a thousand times a second',
      test: (lab) => metInADay(lab, host(pinned, often, 40, 6)),
    },
    { where: 'on a host whose guest never halts', test: (lab) => metInADay(lab, host(pinned, {}, 15, 6)) },
  ],
};

async function metInADay(lab: Lab, subject: HostUnderTest): Promise<Finding> {
  const [runs] = await lab.compare(subject, ['run-loop-flag-sched']);
  const found = rate('', runs, wakesIn('idle-entry'));
  const day = {
    ...found,
    what: 'wakes at idle entry in 24 hours',
    unit: '',
    value: found.value! * 86_400,
    low: found.low * 86_400,
    high: found.high * 86_400,
  };
  return { holds: found.value === 0 ? false : atLeast(day, 1), measured: [day] };
}

/** N6: the same race on the way out of idle, before kvm_sched_in; sparing the idle task does not close it. */
export const mirrorAtIdleExit: Experiment = {
  id: 'N6',
  assumptions: ['costs.idleExitNs', 'costs.wakeupNs', 'costs.switchNs', 'guest.hlt.ratePerSec'],
  cases: [
    { where: 'with the run-loop flag', test: (lab) => leavesMirror(lab, 'run-loop-flag-sched') },
    {
      where: 'with the run-loop flag and the idle task spared',
      test: (lab) => leavesMirror(lab, 'run-loop-flag-sched+idle-entry'),
    },
  ],
};

async function leavesMirror(lab: Lab, id: string): Promise<Finding> {
  const [runs] = await lab.compare(host(ticking, often, 12, 6), [id]);
  const before = rate(`wakes at idle entry, ${id}`, runs, wakesIn('idle-entry'));
  const after = rate(`wakes between the wake-up and kvm_sched_in, ${id}`, runs, wakesIn('idle-exit'));
  return { holds: occurs(after), measured: [after, before] };
}

/** N7: with idle=poll the tick is on while the CPU is idle. */
export const pollingKeepsTheTick: Experiment = {
  id: 'N7',
  assumptions: ['guest.hlt.ratePerSec', 'guest.hlt.length', 'ticks.timersPerSec'],
  cases: [
    {
      where: 'for a guest that halts for milliseconds',
      async test(lab) {
        const long = halts(300, 3000, 10_000);
        const [poll] = await lab.compare(host(pinned, over(long, polling), 10, 6), ['mainline']);
        const [cstates] = await lab.compare(host(pinned, long, 10, 6), ['mainline']);
        const ticks = (what: string, runs: readonly Observation[]): Measure =>
          rate(`ticks, ${what}`, runs, ({ record }) => record.ticks);
        const [many, few] = [ticks('idle=poll', poll), ticks('C-states', cstates)];
        return { holds: atLeast(many, 2 * few.high), measured: [many, few] };
      },
    },
  ],
};

/** N11: where mwait returns with interrupts off, the tick that ends idle does not count as one from idle. */
export const tickThatEndsIdle: Experiment = {
  id: 'N11',
  assumptions: ['guest.hlt.ratePerSec', 'guest.hlt.length', 'costs.idleExitNs'],
  cases: [
    {
      where: 'in C1 of Sapphire Rapids as against C1 of Ice Lake',
      async test(lab) {
        const idleOf = async (cpuModel: 'icx' | 'spr') => {
          const long = over(halts(300, 3000, 10_000), { host: { cpuModel } });
          const [runs] = await lab.compare(host(ticking, long, 10, 6), ['mainline']);
          return runs;
        };
        const [icx, spr] = [await idleOf('icx'), await idleOf('spr')];
        const ticks = (what: string, runs: readonly Observation[]): Measure =>
          rate(
            `ticks at idle exit that look like kernel ticks, ${what}`,
            runs,
            (run) => inWindows(run, ['idle-exit']).ticks,
          );
        const wakes = (what: string, runs: readonly Observation[]): Measure =>
          rate(`wakes at idle exit, ${what}`, runs, wakesIn('idle-exit'));
        const measured = [
          ticks('Sapphire Rapids', spr),
          ticks('Ice Lake', icx),
          wakes('Sapphire Rapids', spr),
          wakes('Ice Lake', icx),
        ];
        return {
          holds: both(atLeast(measured[0]!, 5 * measured[1]!.high), atLeast(measured[2]!, measured[3]!.high)),
          measured,
        };
      },
    },
  ],
};
