import type { ScenarioSpec } from '../../scenario/index.js';
import type { Experiment, Finding } from '../experiment.js';
import { host, over, ticking } from '../hosts.js';
import type { Lab } from '../lab.js';
import { atLeast, atMost, both, difference, mean, share, total } from '../measure.js';
import { inWindows } from '../observation.js';
import { averageGpMs, longestGpMs } from '../run-figures.js';
import { staysOfSeconds } from './long-stays.js';

/** N8: every policy that skips makes grace periods longer, also for a guest that behaves well. */
export const skipsCostTime: Experiment = {
  id: 'N8',
  assumptions: ['gracePeriods.othersReport', 'costs.callbackPathUs', 'host.timekeeperLagUs'],
  cases: [
    'last-guest-exit',
    'run-loop-flag-sched',
    'pf-vcpu',
    'lenient-task',
    'last-qs-age',
    'patience',
    'patience-gapless',
  ].map((id) => ({
    where: `under ${id}`,
    test: (lab: Lab) => lengthens(lab, id),
  })),
};

/** Nothing else holds a grace period up: the other CPUs report soon and none of them is idle. */
export const nobodyElse: ScenarioSpec = {
  guest: {
    exits: { fastpath: { ratePerSec: 0 }, msr: { ratePerSec: 0 }, io: { ratePerSec: 0 }, fault: { ratePerSec: 0 } },
  },
  gracePeriods: { thinkMs: 20, othersIdle: 0, othersReport: { medianMs: 1, p99Ms: 1 } },
};

async function lengthens(lab: Lab, id: string): Promise<Finding> {
  const [mainline, skipping] = await lab.compare(host(ticking, nobodyElse, 6, 4), ['mainline', id]);
  const longer = difference(`longer average grace period than mainline, ${id}`, 'ms', mainline, skipping, averageGpMs);
  return {
    holds: atLeast(longer, 0),
    measured: [longer, mean('average grace period, mainline', 'ms', mainline, averageGpMs)],
  };
}

/** N10: the age of the last quiescent state is nearly always small, because the tick notes one itself. */
export const nearlyAlwaysSkips: Experiment = {
  id: 'N10',
  assumptions: ['guest.exits.heavy.handler', 'guest.exits.heavy.ratePerSec', 'gracePeriods.requestsPerSec'],
  cases: [
    {
      where: 'where the CPU stays in the kernel for three seconds',
      async test(lab) {
        const limited = over(staysOfSeconds, { patches: { lastQsAgeJiffies: 20 } });
        const [runs] = await lab.compare(host(ticking, limited, 20, 5), ['last-qs-age']);
        const due = total(runs, (run) => inWindows(run).due);
        const skipped = due - total(runs, (run) => inWindows(run).invoked);
        const part = share('ticks with work for RCU that were skipped, limit 20 jiffies', skipped, due);
        const longest = mean('longest grace period', 'ms', runs, longestGpMs);
        return {
          holds: both(atLeast(part, 0.95), atLeast(longest, 990), atMost(longest, 1010)),
          measured: [part, longest],
        };
      },
    },
  ],
};
