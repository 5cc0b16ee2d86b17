import { lastGuestExit, type Policy } from '../../policies/index.js';
import type { Experiment, Finding } from '../experiment.js';
import { host, ticking } from '../hosts.js';
import type { Lab } from '../lab.js';
import { atLeast, atMost, both, difference, mean, rate, type Measure } from '../measure.js';
import type { Observation } from '../observation.js';
import { wakesPerSec } from '../run-figures.js';

/** Stays in the kernel of about a second, so that the window's end is met again and again. */
const staysOfASecond = {
  guest: { exits: { heavy: { ratePerSec: 0.8, handler: { medianUs: 1_000_000, p99Us: 1_300_000 } } } },
};

/** RFC v1, and each exit is stored as if jiffies had been a whole tick behind. */
const aTickBehind: Policy = {
  ...lastGuestExit,
  id: 'last-guest-exit-a-tick-behind',
  create(parameters, cpus) {
    const inner = lastGuestExit.create(parameters, cpus);
    const tickNs = 1_000_000_000 / parameters.hz;
    return { ...inner, guestExit: (cpu, jiffies, nowNs) => inner.guestExit?.(cpu, jiffies - 1, nowNs - tickNs) };
  },
};

const falsePositiveMs = ({ record, seconds }: Observation) => record.falsePositives.totalNs / 1e6 / seconds;

/** The two differ by less than a twentieth in what they wake and in what they skip wrongly. */
function hardlyDiffer(first: readonly Observation[], second: readonly Observation[]): Finding {
  const baseWakes = mean('wakes, jiffies as they are', '/s', first, wakesPerSec);
  const baseSkips = mean('time skipped wrongly, jiffies as they are', 'ms/s', first, falsePositiveMs);
  const moreWakes = difference('more wakes', '/s', first, second, wakesPerSec);
  const moreSkips = difference('more time skipped wrongly', 'ms/s', first, second, falsePositiveMs);
  const within = (change: Measure, base: Measure) => {
    const limit = 0.05 * (base.value ?? 0);
    return both(atMost(change, limit), atLeast(change, -limit));
  };
  const measured = [moreWakes, moreSkips, baseWakes, baseSkips];
  return { holds: both(within(moreWakes, baseWakes), within(moreSkips, baseSkips)), measured };
}

/** H3: a jiffies value that is a tick behind does no harm to a window of a second. */
export const staleJiffies: Experiment = {
  id: 'H3',
  assumptions: ['gracePeriods.requestsPerSec', 'guest.exits.heavy.ratePerSec', 'host.timekeeperLagUs'],
  cases: [
    {
      where: 'for a window of a second',
      async test(lab) {
        const [now, behind] = await lab.compare(host(ticking, staysOfASecond, 20, 8), ['last-guest-exit', aTickBehind]);
        return hardlyDiffer(now, behind);
      },
    },
  ],
};

/** H4: a per-CPU store at each exit costs next to nothing, noting a quiescent state there costs more. */
export const priceOfAStore: Experiment = {
  id: 'H4',
  assumptions: ['guest.exits.fastpath.ratePerSec', 'guest.exits.msr.ratePerSec'],
  cases: [
    {
      where: 'at the exit rate of the benchmark of 2024-06-20',
      async test(lab) {
        const untracked = { host: { isolation: 'isolcpus' as const }, guest: { instrument: 'cyclictest' as const } };
        const [snapshot, note] = await lab.compare(host({}, untracked, 1, 3), ['last-guest-exit', 'qs-on-guest-exit']);
        const store = rate('of a CPU, last-guest-exit', snapshot, exitShare);
        const noting = rate('of a CPU, qs-on-guest-exit', note, exitShare);
        const exits = rate('exits', snapshot, ({ record }) => record.exits);
        const dearer = atLeast(noting, 5 * store.high);
        const measured = [{ ...store, unit: 'share' }, { ...noting, unit: 'share' }, exits];
        return { holds: both(atMost(store, 0.001), dearer), measured };
      },
    },
  ],
};

/** Seconds that the policy adds to all exits of a run. */
function exitShare({ record }: Observation): number {
  return (record.exits * record.exitCostNs) / 1e9;
}

/** H33: a ktime costs more than jiffies, and jiffies are precise enough. */
export const jiffiesOrKtime: Experiment = {
  id: 'H33',
  assumptions: ['gracePeriods.requestsPerSec', 'guest.exits.heavy.ratePerSec'],
  cases: [
    {
      where: 'for a window of a second',
      async test(lab) {
        const jiffies = await withClock(lab, 'jiffies');
        const ktime = await withClock(lab, 'ktime');
        const cost = mean('a ktime for an exit', 'ns', ktime, ({ record }) => record.exitCostNs);
        const cheap = mean('jiffies for an exit', 'ns', jiffies, ({ record }) => record.exitCostNs);
        const { holds, measured } = hardlyDiffer(jiffies, ktime);
        return { holds: both(holds, atLeast(cost, cheap.high)), measured: [...measured, cost, cheap] };
      },
    },
  ],
};

async function withClock(lab: Lab, lastGuestExitClock: 'jiffies' | 'ktime'): Promise<readonly Observation[]> {
  const subject = host(ticking, { ...staysOfASecond, patches: { lastGuestExitClock } }, 20, 8);
  const [runs] = await lab.compare(subject, ['last-guest-exit']);
  return runs;
}
