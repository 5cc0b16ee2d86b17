import type { ScenarioSpec } from '../../scenario/index.js';
import type { Experiment, Finding } from '../experiment.js';
import { host, over, pinned, spinning, ticking } from '../hosts.js';
import type { Lab } from '../lab.js';
import { atLeast, both, difference, fact, mean, occurs, rate } from '../measure.js';
import { behavedAlike, runsAlike, type Observation } from '../observation.js';
import { wakesPerSec } from '../run-figures.js';

/** No context tracking: the note at exit runs here. */
const untracked: ScenarioSpec = { host: { isolation: 'isolcpus' } };

/** H31: a quiescent state at guest exit alone makes the wakes rarer but does not end them. */
export const rarerNotGone: Experiment = {
  id: 'H31',
  assumptions: ['guest.exits.fastpath.ratePerSec', 'gracePeriods.requestsPerSec', 'ticks.timersPerSec'],
  cases: [
    {
      where: 'if each exit reported the grace period at once',
      test: (lab) => rarer(lab, handlers, 'qs-on-guest-exit-ideal'),
    },
    { where: 'as merged, on a nohz_full CPU', test: (lab) => rarer(lab, handlers, 'qs-on-guest-exit') },
    {
      where: 'as merged, on a CPU without context tracking',
      test: (lab) => rarer(lab, over(handlers, untracked), 'qs-on-guest-exit'),
    },
  ],
};

/** Exit handlers long enough for a grace period to begin in them. */
const handlers: ScenarioSpec = {
  guest: { exits: { msr: { ratePerSec: 2000, handler: { medianUs: 10, p99Us: 50 } } } },
};

async function rarer(lab: Lab, spec: ScenarioSpec, id: string): Promise<Finding> {
  const [mainline, noted] = await lab.compare(host(ticking, spec, 10, 6), ['mainline', id]);
  const fewer = difference(`fewer wakes than under mainline, ${id}`, '/s', noted, mainline, wakesPerSec);
  const left = mean(`wakes, ${id}`, '/s', noted, wakesPerSec);
  const base = mean('wakes, mainline', '/s', mainline, wakesPerSec);
  return { holds: both(atLeast(fewer, 0.05 * (base.value ?? 0)), occurs(left)), measured: [fewer, left, base] };
}

/** H32: without real time, the note at exit leaves a guest some 4.5% more cycles. */
export const moreCycles: Experiment = {
  id: 'H32',
  assumptions: ['gracePeriods.requestsPerSec', 'costs.rcuc', 'gracePeriods.callbacksPerSec'],
  cases: [
    {
      where: 'as far as the work of RCU core goes: the model has no caches, which may be where the cycles are',
      async test(lab) {
        const plain = {
          host: { isolation: 'isolcpus', preemption: 'full', rcuNocbs: false },
          gracePeriods: { callbacksPerSec: 100 },
        } as const;
        const benchmark = over(plain, { guest: { instrument: 'cyclictest' } });
        const [mainline, noted] = await lab.compare(host({}, benchmark, 3, 4), ['mainline', 'qs-on-guest-exit']);
        const percent = ({ guestNs, seconds }: Observation) => guestNs / seconds / 1e7;
        const gain = difference('more guest time with the note', '% of a CPU', mainline, noted, percent);
        const spent = mean(
          'time of RCU core, mainline',
          '% of a CPU',
          mainline,
          ({ record, seconds }) => record.rcucNs / seconds / 1e7,
        );
        const core = difference('fewer runs of RCU core with the note', '/s', noted, mainline, wakesPerSec);
        return { holds: null, measured: [gain, spent, core] };
      },
    },
  ],
};

/** N1: on a nohz_full CPU the note at guest exit never runs. */
export const noteNeverRuns: Experiment = {
  id: 'N1',
  assumptions: ['gracePeriods.requestsPerSec', 'ticks.timersPerSec'],
  cases: [
    { where: "on the discussion's host", test: (lab) => doesNothing(lab, pinned) },
    { where: 'where the tick never stops and exits are long', test: (lab) => doesNothing(lab, over(ticking, busy)) },
    {
      where: 'on SVM, at HZ 250',
      test: (lab) => doesNothing(lab, over(ticking, { host: { virtualization: 'svm', hz: 250 } })),
    },
    {
      where: 'without PREEMPT_RT',
      test: (lab) => doesNothing(lab, over(spinning, { host: { preemption: 'full', rcuCore: 'softirq' } })),
    },
  ],
};

const busy: ScenarioSpec = { guest: { exits: { heavy: { ratePerSec: 5 }, io: { ratePerSec: 800 } } } };

async function doesNothing(lab: Lab, base: ScenarioSpec): Promise<Finding> {
  const [mainline, noted] = await lab.compare(host(base, {}, 5, 4), ['mainline', 'qs-on-guest-exit']);
  const same = fact('runs that equal mainline in every count', '', runsAlike(mainline, noted), noted.length);
  const passed = rate('exits that it let pass', noted, ({ record }) => record.exits);
  return { holds: both(behavedAlike(mainline, noted), atLeast(passed, 1)), measured: [same, passed] };
}
