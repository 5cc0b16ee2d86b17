import { isPending } from '../../kernel/rcu-pending.js';
import type { Experiment, Finding } from '../experiment.js';
import { host, over, pinned, spinning, type HostUnderTest } from '../hosts.js';
import type { Lab } from '../lab.js';
import { atLeast, atMost, both, difference, mean, occurs, rate, share, total } from '../measure.js';
import { inWindows, type Observation } from '../observation.js';
import { wakesIn } from '../run-figures.js';

/** H1: a grace period that began since the guest entry, and a tick: rcuc wakes. */
export const wakeAfterExit: Experiment = {
  id: 'H1',
  assumptions: [
    'gracePeriods.requestsPerSec',
    'gracePeriods.othersReport',
    'ticks.timersPerSec',
    'host.timekeeperLagUs',
  ],
  cases: [
    { where: 'on VMX', test: (lab) => wakesWhenBehind(lab, host(spinning, {}, 20, 5)) },
    {
      where: 'on SVM',
      test: (lab) => wakesWhenBehind(lab, host(spinning, { host: { virtualization: 'svm' } }, 20, 5)),
    },
  ],
};

async function wakesWhenBehind(lab: Lab, subject: HostUnderTest): Promise<Finding> {
  const seen = { behind: 0, woken: 0, abreast: 0, wokenAbreast: 0 };
  await lab.watch(subject, 'mainline', ({ rcu, rnp, gp, vcpu, cpus }) => ({
    tick({ kernel, window, reason }) {
      if (!kernel || window !== 'guest') return;
      const { gpSeq, coreNeedsQs } = cpus[vcpu.cpu]!.rdp;
      const begun = gp.startNs >= vcpu.guestSinceNs && rnp.gpSeq === rcu.gpSeq && rnp.gpSeq !== gpSeq;
      if (begun) {
        seen.behind++;
        if (isPending(reason)) seen.woken++;
      } else if (rnp.gpSeq === gpSeq && !coreNeedsQs) {
        seen.abreast++;
        if (isPending(reason)) seen.wokenAbreast++;
      }
    },
  }));
  const woken = share(
    'ticks that woke rcuc, a grace period having begun since the guest entry',
    seen.woken,
    seen.behind,
  );
  const idle = share('ticks that woke rcuc, nothing having changed', seen.wokenAbreast, seen.abreast);
  return { holds: both(atLeast(woken, 0.95), atMost(idle, 0.05)), measured: [woken, idle] };
}

/** H2: leaving RCU core alone for a second after the last guest exit removes those wakes. */
export const skippedForASecond: Experiment = {
  id: 'H2',
  assumptions: ['gracePeriods.requestsPerSec', 'gracePeriods.othersReport', 'ticks.timersPerSec'],
  cases: [
    { where: "on the discussion's host", test: (lab) => removesWakes(lab, host(pinned, {}, 20, 5)) },
    {
      where: 'where other CPUs make grace periods last longer than a second',
      test: (lab) => removesWakes(lab, host(pinned, slowOthers, 20, 5)),
    },
  ],
};

/** Some other CPU takes its time, as one with preemption disabled does. */
const slowOthers = { gracePeriods: { othersReport: { medianMs: 1500, p99Ms: 2500 } } };

async function removesWakes(lab: Lab, subject: HostUnderTest): Promise<Finding> {
  const [mainline, snapshot] = await lab.compare(subject, ['mainline', 'last-guest-exit']);
  const wakes = ({ record, seconds }: Observation) => record.wakesByWindow.guest / seconds;
  const fewer = difference(
    'fewer wakes by ticks that hit the guest than under mainline',
    '/s',
    snapshot,
    mainline,
    wakes,
  );
  const left = rate('such wakes left', snapshot, wakesIn('guest'));
  const before = mean('such wakes, mainline', '/s', mainline, wakes);
  return { holds: both(occurs(fewer), atMost(left, 0.01 * (before.value ?? 0))), measured: [fewer, left, before] };
}

/** N5: the end of a grace period alone is enough. */
export const wakesByTheEnd: Experiment = {
  id: 'N5',
  assumptions: [
    'gracePeriods.requestsPerSec',
    'gracePeriods.othersReport',
    'ticks.timersPerSec',
    'gracePeriods.othersIdle',
  ],
  cases: [
    { where: "on the discussion's host", test: (lab) => endsWake(lab, host(pinned, {}, 20, 5)) },
    {
      where: 'where the tick never stops',
      test: (lab) => endsWake(lab, host(over(pinned, { ticks: { keptOn: true } }), {}, 5, 5)),
    },
  ],
};

async function endsWake(lab: Lab, subject: HostUnderTest): Promise<Finding> {
  const [runs] = await lab.compare(subject, ['mainline']);
  const ended = total(runs, (run) => inWindows(run).ended);
  const found = share(
    'wakes that could learn nothing but an end',
    ended,
    total(runs, (run) => inWindows(run).invoked),
  );
  return { holds: atLeast(found, 0.1), measured: [found] };
}
