import { at } from '../../kernel/cpu-state.js';
import { isPending } from '../../kernel/rcu-pending.js';
import type { ScenarioSpec } from '../../scenario/index.js';
import type { Experiment, Finding } from '../experiment.js';
import { host, over, ticking } from '../hosts.js';
import type { Lab } from '../lab.js';
import { atLeast, atMost, both, difference, meanOfValues, occurs, rate, share, type Measure } from '../measure.js';
import { behavedAlike } from '../observation.js';
import { wakesPerSec } from '../run-figures.js';
import { guardMs, longestGracePeriod, staysOfSeconds } from './long-stays.js';

/** H21: the flag has to be set close to the guest entry, behind the last use of RCU. */
export const onlyNearTheEntry: Experiment = {
  id: 'H21',
  assumptions: ['costs.entryNs', 'costs.exitNs', 'gracePeriods.requestsPerSec'],
  cases: [
    {
      where: 'as to sparing wakes: such a flag spares some',
      async test(lab) {
        const [mainline, near] = await lab.compare(host(ticking, {}, 10, 5), ['mainline', 'guest-entry-flag']);
        const fewer = difference('fewer wakes than under mainline', '/s', near, mainline, wakesPerSec);
        return { holds: !behavedAlike(mainline, near), measured: [fewer] };
      },
    },
    {
      where: 'as to the danger of a flag for the whole run loop: grace periods outlast the second that RCU grants',
      async test(lab) {
        const [flag] = await lab.compare(host(ticking, staysOfSeconds, 15, 4), ['run-loop-flag-sched']);
        const longest = longestGracePeriod('run-loop-flag-sched', flag);
        return { holds: atLeast(longest, guardMs), measured: [longest] };
      },
    },
  ],
};

const manyIoctls: ScenarioSpec = { guest: { exits: { fastpath: { ratePerSec: 0 }, io: { ratePerSec: 5000 } } } };

/** H22: a tick before the flag is cleared on the way out, or after it, wakes rcuc. */
export const wakesAroundTheFlag: Experiment = {
  id: 'H22',
  assumptions: ['costs.toUserNs', 'costs.leaveNs', 'guest.exits.io.ratePerSec'],
  cases: [
    {
      where: 'between vcpu_put and user mode',
      async test(lab) {
        const { clear, expected } = await onTheWayOut(lab);
        return { holds: occurs(clear), measured: [clear, expected] };
      },
    },
    {
      where: 'between the exit and vcpu_put',
      async test(lab) {
        const { set } = await onTheWayOut(lab);
        return { holds: occurs(set), measured: [set] };
      },
    },
  ],
};

/** Wakes with the flag still set in the run loop and with it cleared, and what the time spent in the latter lets expect. */
async function onTheWayOut(lab: Lab): Promise<{ set: Measure; clear: Measure; expected: Measure }> {
  const subject = host(ticking, over(manyIoctls, { vcpu: { otherIoctlShare: 0 } }), 6, 5);
  const counts: { set: number; clear: number }[] = [];
  const runs = await lab.watch(subject, 'run-loop-flag-sched', ({ vcpu, cpus }) => {
    const count = { set: 0, clear: 0 };
    counts.push(count);
    return {
      tick({ kernel, reason }) {
        if (!kernel || !isPending(reason)) return;
        const { state } = cpus[vcpu.cpu]!.current;
        if (state === at.toUser) count.clear++;
        else if (state <= at.leave) count.set++;
      },
    };
  });
  const of = (key: 'set' | 'clear') => (run: { scenario: { run: { seed: number } } }) =>
    counts[run.scenario.run.seed - 1]![key];
  const { hz } = runs[0]!.scenario.host;
  const perSec = runs.map((run) => (run.scenario.guest.exits.io.ratePerSec * run.guestNs) / 1e9 / run.seconds);
  const expected = meanOfValues(
    'ticks that such windows should meet',
    '/s',
    perSec.map((leaves) => (hz * leaves * runs[0]!.scenario.costs.toUserNs) / 1e9),
  );
  return {
    set: rate('wakes with the flag set', runs, of('set')),
    clear: rate('wakes between vcpu_put and user mode', runs, of('clear')),
    expected,
  };
}

/** N9: under a skip policy a tick in a window that it does not cover wakes rcuc more surely than under mainline. */
export const rareWindowsHitHarder: Experiment = {
  id: 'N9',
  assumptions: [
    'gracePeriods.requestsPerSec',
    'guest.exits.io.ratePerSec',
    'costs.toUserNs',
    'gracePeriods.othersReport',
  ],
  cases: [
    {
      where: 'between vcpu_put and user mode, with the run-loop flag',
      test: (lab) => hitHarder(lab, 'run-loop-flag-sched', 'to-user', manyIoctls),
    },
    {
      where: 'in the exit handler, with PF_VCPU',
      test: (lab) => hitHarder(lab, 'pf-vcpu', 'exit-handler', longHandlers),
    },
    {
      where: 'at idle entry, with the run-loop flag',
      test: (lab) => hitHarder(lab, 'run-loop-flag-sched', 'idle-entry', manyHalts),
    },
  ],
};

const longHandlers: ScenarioSpec = {
  guest: { exits: { msr: { ratePerSec: 4000, handler: { medianUs: 5, p99Us: 20 } } } },
};

const manyHalts: ScenarioSpec = {
  host: { haltPollNs: 0 },
  guest: { hlt: { ratePerSec: 2000, length: { medianUs: 100, p99Us: 500 } } },
};

type RareWindow = 'to-user' | 'exit-handler' | 'idle-entry';

async function hitHarder(lab: Lab, id: string, window: RareWindow, spec: ScenarioSpec): Promise<Finding> {
  const [mainline, skipping] = await lab.compare(host(ticking, spec, 10, 6), ['mainline', id]);
  const woken = (who: string, runs: typeof mainline) => {
    const sum = (key: 'ticks' | 'invoked') => runs.reduce((all, run) => all + run.windows[window][key], 0);
    return share(`ticks in the window that woke rcuc, ${who}`, sum('invoked'), sum('ticks'));
  };
  const [harder, base] = [woken(id, skipping), woken('mainline', mainline)];
  return { holds: both(atLeast(harder, base.high), atMost(base, harder.low)), measured: [harder, base] };
}
