import type { ScenarioSpec } from '../../scenario/index.js';
import type { Experiment, Finding } from '../experiment.js';
import { host, over, pinned, ticking, type HostUnderTest } from '../hosts.js';
import type { Lab } from '../lab.js';
import { atLeast, atMost, both, difference, fact, mean, occurs, rate, share, total } from '../measure.js';
import { behavedAlike, inWindows, runsAlike } from '../observation.js';
import { averageGpMs, longestGpMs, p99GpMs, wakesPerSec } from '../run-figures.js';
import { longestGracePeriod, staysOfSeconds } from './long-stays.js';
import { nobodyElse } from './skip-costs.js';

const patient = (patienceMs: number): ScenarioSpec => ({ patches: { patienceMs } });

/** Stays in the kernel of some tens of milliseconds, again and again. */
const shortStays: ScenarioSpec = {
  guest: { exits: { heavy: { ratePerSec: 5, handler: { medianUs: 50_000, p99Us: 100_000 } } } },
};

/** H28: given a few milliseconds more, the grace-period kthread does all there is to do. */
export const fewMilliseconds: Experiment = {
  id: 'H28',
  assumptions: [
    'gracePeriods.othersReport',
    'gracePeriods.requestsPerSec',
    'guest.exits.heavy.handler',
    'gracePeriods.othersIdle',
  ],
  cases: [
    {
      where: 'where the guest runs nearly all the time',
      test: (lab) => kthreadSuffices(lab, host(ticking, {}, 10, 6)),
    },
    {
      where: 'where nothing else holds a grace period up',
      test: (lab) => kthreadSuffices(lab, host(ticking, nobodyElse, 6, 4)),
    },
    {
      where: 'where the guest runs nearly all the time, at HZ 100',
      test: (lab) => kthreadSuffices(lab, host(ticking, { host: { hz: 100 } }, 20, 6)),
    },
    {
      where: 'where exits mean tens of milliseconds in the kernel',
      test: (lab) => kthreadSuffices(lab, host(ticking, shortStays, 10, 6)),
    },
  ],
};

/** 99 in 100 grace periods are no longer than mainline's by more than two scans. */
async function kthreadSuffices(lab: Lab, subject: HostUnderTest): Promise<Finding> {
  const [mainline, waiting] = await lab.compare(subject, ['mainline', 'patience']);
  const longer = difference(
    'by which the p99 of grace periods exceeds that of mainline',
    'ms',
    mainline,
    waiting,
    p99GpMs,
  );
  const { hz } = waiting[0]!.scenario.host;
  const twoScansMs = 2 * (hz > 500 ? 4 : 2) * (1000 / hz);
  return { holds: atMost(longer, twoScansMs), measured: [longer, mean('p99 with patience', 'ms', waiting, p99GpMs)] };
}

/** H29: the note at guest exit and patience together do what the last guest exit does. */
export const pairEqualsSnapshot: Experiment = {
  id: 'H29',
  assumptions: ['gracePeriods.requestsPerSec', 'gracePeriods.othersReport', 'ticks.timersPerSec'],
  cases: [
    {
      where: 'where one grace period follows the other',
      test: (lab) => alike(lab, { gracePeriods: { backToBack: true } }),
    },
    { where: 'where RCU is idle in between', test: (lab) => alike(lab, {}) },
  ],
};

async function alike(lab: Lab, spec: ScenarioSpec): Promise<Finding> {
  const ids = ['mainline', 'last-guest-exit', 'patience-qs'] as const;
  const [mainline, snapshot, pair] = await lab.compare(host(pinned, spec, 15, 6), ids);
  const more = difference('more wakes than with the last guest exit', '/s', snapshot, pair, wakesPerSec);
  const base = mean('wakes, mainline', '/s', mainline, wakesPerSec);
  return { holds: atMost(more, 0.05 * (base.value ?? 0)), measured: [more, base] };
}

/** H30: the longer the patience, the longer the grace periods. */
export const longerPatience: Experiment = {
  id: 'H30',
  assumptions: ['gracePeriods.requestsPerSec', 'guest.exits.heavy.handler', 'guest.exits.heavy.ratePerSec'],
  cases: [
    {
      where: 'from 5 to 50 ms, where the CPU stays in the kernel',
      test: (lab) => lengthens(lab, staysOfSeconds, 5, 50),
    },
    {
      where: 'from 50 to 1000 ms, where the CPU stays in the kernel',
      test: (lab) => lengthens(lab, staysOfSeconds, 50, 1000),
    },
    { where: 'from 1000 to 5000 ms', test: (lab) => lengthens(lab, staysOfSeconds, 1000, 5000) },
    {
      where: 'from 50 to 1000 ms, where the guest runs nearly all the time',
      test: (lab) => lengthens(lab, {}, 50, 1000),
    },
  ],
};

async function lengthens(lab: Lab, spec: ScenarioSpec, fromMs: number, toMs: number): Promise<Finding> {
  const [shorter] = await lab.compare(host(ticking, over(spec, patient(fromMs)), 24, 5), ['patience']);
  const [longer] = await lab.compare(host(ticking, over(spec, patient(toMs)), 24, 5), ['patience']);
  const grown = difference('by which the longest grace period grew', 'ms', shorter, longer, longestGpMs);
  return { holds: occurs(grown), measured: [grown, longestGracePeriod(`${fromMs} ms`, shorter)] };
}

/** N2: patience does not help while RCU is idle. */
export const holeWhileIdle: Experiment = {
  id: 'N2',
  assumptions: [
    'gracePeriods.requestsPerSec',
    'gracePeriods.othersReport',
    'ticks.timersPerSec',
    'ticks.dependencyPerSec',
  ],
  cases: [
    {
      where: "on the discussion's host",
      async test(lab) {
        const ids = ['patience', 'patience-gapless', 'mainline'] as const;
        const runs = await lab.compare(host(pinned, {}, 20, 6), ids);
        const invoked = total(runs[0], (run) => inWindows(run).invoked);
        const idle = share(
          'wakes under patience with no grace period in progress',
          total(runs[0], (run) => inWindows(run).ended),
          invoked,
        );
        const rates = ids.map((id, i) => rate(`wakes, ${id}`, runs[i]!, ({ record }) => record.wakes));
        const mostlyLeft = atLeast(rates[0]!, 0.3 * (rates[2]!.value ?? 0));
        return {
          holds: both(atLeast(idle, 0.95), atMost(rates[1]!, 0.1 * rates[0]!.low), mostlyLeft),
          measured: [idle, ...rates],
        };
      },
    },
  ],
};

/** N3: more than a second of patience is a second. */
export const cappedAtASecond: Experiment = {
  id: 'N3',
  assumptions: ['guest.exits.heavy.handler', 'guest.exits.heavy.ratePerSec', 'gracePeriods.requestsPerSec'],
  cases: [
    {
      where: 'where the CPU stays in the kernel for three seconds',
      async test(lab) {
        const [second] = await lab.compare(host(ticking, over(staysOfSeconds, patient(1000)), 12, 5), ['patience']);
        const [five] = await lab.compare(host(ticking, over(staysOfSeconds, patient(5000)), 12, 5), ['patience']);
        const [half] = await lab.compare(host(ticking, over(staysOfSeconds, patient(500)), 12, 5), ['patience']);
        const measured = [
          longestGracePeriod('5000 ms', five),
          longestGracePeriod('1000 ms', second),
          longestGracePeriod('500 ms', half),
        ];
        return { holds: behavedAlike(second, five) && !behavedAlike(half, second), measured };
      },
    },
  ],
};

/** N4: patience is rounded up to jiffies, not down. */
export const roundedUp: Experiment = {
  id: 'N4',
  assumptions: ['gracePeriods.requestsPerSec', 'guest.exits.heavy.handler'],
  cases: [
    {
      where: 'at HZ 250, where 9 ms could be 8 or 12',
      async test(lab) {
        const runs = async (patienceMs: number) => {
          const slow = over({ host: { hz: 250 } }, over(shortStays, patient(patienceMs)));
          return (await lab.compare(host(ticking, slow, 10, 6), ['patience']))[0];
        };
        const [eight, nine, twelve] = [await runs(8), await runs(9), await runs(12)];
        const like = fact('runs in which 9 ms did as 12 ms', '', runsAlike(nine, twelve), nine.length);
        const unlike = fact('runs in which 9 ms did as 8 ms', '', runsAlike(nine, eight), nine.length);
        return {
          holds: behavedAlike(nine, twelve) && !behavedAlike(nine, eight),
          measured: [like, unlike, mean('average grace period, 9 ms', 'ms', nine, averageGpMs)],
        };
      },
    },
  ],
};
