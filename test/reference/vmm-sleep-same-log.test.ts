import { expect, it } from 'vitest';
import { policies, policyById } from '../../src/policies/index.js';
import { scenario, type ScenarioSpec } from '../../src/scenario/index.js';
import { referenceLog } from './naive-engine.js';
import { tickNs } from './naive-jiffies.js';
import { difference } from './same-log.js';

/** Exits that all go to the VMM, which sleeps for each; ticks and other interrupts find it at every step of that. */
const sleepy = (sleepUs: string, spec: ScenarioSpec = {}): ScenarioSpec => ({
  gracePeriods: { requestsPerSec: 300 },
  run: { durationSec: 0.2, warmupSec: 0 },
  ...spec,
  ticks: { keptOn: true, otherIrqsPerSec: 2000, ...spec.ticks },
  guest: {
    exits: { io: { ratePerSec: 1000, userspaceShare: 1 }, fault: { ratePerSec: 300, userspaceShare: 0.7 } },
    ...spec.guest,
    sleepUs,
  },
});

/** Where the two engines part ways over any policy; empty where they don't. */
function differences(name: string, spec: ScenarioSpec): string {
  const world = scenario(spec);
  return policies.map((policy) => difference(name, world, policy)).join('');
}

it.each(['0', '0.7,1.3', '5', '40,300', '0,900,5000'])(
  'a VMM that sleeps for %s us before it runs the guest again does so at the same times in both engines',
  (sleepUs) => {
    expect(differences('sleepy', sleepy(sleepUs))).toBe('');
  },
);

// A tick of the stretch before the sleep tells the oracle which of the two ways it goes.
it.each(['none', 'full', 'rt'] as const)(
  'a VMM whose wake-up comes before it sleeps, or just after, does the same in both engines, with preemption %s',
  (preemption) => {
    const hasty = sleepy('5,20,39,40,41,60', {
      host: { preemption, rcuCore: preemption === 'rt' ? 'rcuc' : 'softirq' },
      ticks: { otherIrqsPerSec: 5000 },
      costs: { blockNs: 40_000, schedInNs: 15_000, switchNs: 9000 },
    });
    expect(differences('hasty', hasty)).toBe('');
  },
);

it('a VMM that makes system calls, and other ioctls, sleeps once for each exit, behind the calls, in both engines', () => {
  const busy = sleepy('0,80,300', {
    guest: {
      exits: { io: { ratePerSec: 1000, userspaceShare: 1 } },
      userspace: { medianUs: 40, p99Us: 90 },
      systemCallUs: '3,20',
      betweenCallsUs: 7.1234,
    },
    vcpu: { otherIoctlShare: 0.4 },
  });
  expect(differences('busy', busy)).toBe('');
});

it('a VMM spends as long as between its calls in user mode after its sleep, though it makes no calls, in both engines', () => {
  const pausing = sleepy('0,80,300', {
    guest: { exits: { io: { ratePerSec: 1000, userspaceShare: 1 } }, betweenCallsUs: 31.2345 },
    vcpu: { otherIoctlShare: 0.4 },
  });
  expect(differences('pausing', pausing)).toBe('');
});

// From the exit to the call, and from the call to the sleep, it is as long as a tick often enough.
it('a VMM whose timer is left to the housekeeping CPU, if it expires behind the next tick, wakes when that gets to it, in both engines', () => {
  const remote = sleepy('0,900,5000', {
    guest: {
      exits: { io: { ratePerSec: 1000, userspaceShare: 1 } },
      userspace: { medianUs: 400, p99Us: 900 },
    },
    costs: { remoteTimerUs: 14, blockNs: 200_000 },
  });
  expect(differences('remote', remote)).toBe('');
});

// No random scenario has a timer that expires at the tick.
it.each([-1, 0, 1])(
  'a VMM that begins to sleep until the tick after, give or take %i ns, leaves its timer to the same CPU in both engines',
  (laterNs) => {
    const single = (sleepUs: string): ScenarioSpec =>
      sleepy(sleepUs, { ticks: { keptOn: false, otherIrqsPerSec: 0 }, costs: { remoteTimerUs: 14 } });
    const world = scenario(single('5000'));
    const log = referenceLog(world, policyById('mainline'));
    const switched = log.find(({ detail }) => detail === 'vcpu ==> swapper');
    const beginsNs = (switched?.timeNs ?? 0) - world.costs.blockNs;
    const lengthNs = tickNs(world) - (beginsNs % tickNs(world)) + laterNs;
    expect(differences('until the tick', single(String(lengthNs / 1000)))).toBe('');
  },
);

it.each([undefined, 14])(
  'a vCPU that moves to another CPU while the VMM sleeps or is about to, and is left to a timer of %s, wakes up there in both engines',
  (remoteTimerUs) => {
    const moving = sleepy('40,300,900', {
      vcpu: { migration: { ratePerSec: 500 }, preemption: { ratePerSec: 200 } },
      costs: { blockNs: 40_000, schedInNs: 20_000, ...(remoteTimerUs !== undefined && { remoteTimerUs }) },
    });
    expect(differences('moving', moving)).toBe('');
  },
);

it.each(['none', 'full', 'rt'] as const)(
  'a VMM that threads preempt on its way to sleep and back goes on in the same order in both engines, with preemption %s',
  (preemption) => {
    const preempted = sleepy('0.7,60,200', {
      host: { preemption, rcuCore: 'rcuc' },
      vcpu: { preemption: { ratePerSec: 2000, length: { medianUs: 50, p99Us: 300 } } },
      softirq: { ratePerSec: 500 },
      costs: { blockNs: 30_000, schedInNs: 20_000 },
    });
    expect(differences('preempted', preempted)).toBe('');
  },
);

// From the first exit on, it is told at each stage: before, in and behind the call, asleep, and woken.
it.each([undefined, 14])(
  'a VM that is told to end around the sleep of its VMM, which a timer of %s ends, wakes it and ends in the same way in both engines',
  (remoteTimerUs) => {
    const ends = Array.from({ length: 60 }, (_, i) => 0.002 + 37e-6 * i);
    for (const terminateAtSec of ends) {
      const ending = sleepy('200,900', {
        guest: { exits: { io: { ratePerSec: 2000, userspaceShare: 1 } } },
        vcpu: { terminateAtSec },
        costs: { blockNs: 60_000, schedInNs: 40_000, ...(remoteTimerUs !== undefined && { remoteTimerUs }) },
        run: { durationSec: 0.006, warmupSec: 0 },
      });
      expect(differences(`ending at ${terminateAtSec} s`, ending)).toBe('');
    }
  },
);

it.each(['halt', 'cstates', 'poll'] as const)(
  'a CPU that idles by %s while the VMM sleeps ticks and wakes at the same times in both engines',
  (idle) => {
    const idling = sleepy('40,300,9000', { host: { idle }, ticks: { keptOn: false, timersPerSec: 100 } });
    expect(differences('idling', idling)).toBe('');
  },
);

// With the guest's halts in turn, the governor is told what the vCPU waits for.
it('a governor that is told when the VMM’s timer expires chooses the same C-states in both engines', () => {
  const told = sleepy('3,40,300,900', {
    host: { idle: 'cstates', haltPollNs: 0 },
    guest: {
      exits: { io: { ratePerSec: 800, userspaceShare: 1 } },
      hlt: { workUs: 207, length: { medianUs: 311, p99Us: 900 } },
    },
  });
  expect(differences('told', told)).toBe('');
});

it.each([
  ['with the timer on its own CPU', {}],
  ['with the timer left to the housekeeping CPU', { remoteTimerUs: 14, tickRestartUs: 12 }],
])('CPUs in round robin take the same turns around the sleeps of a VMM, %s, in both engines', (_, costs) => {
  const inTurn = sleepy('40,300,2500', {
    host: { idle: 'halt', haltPollNs: 0 },
    ticks: { otherIrqsPerSec: 100 },
    gracePeriods: { requestsPerSec: 300, housekeepingDelayUs: '150,400' },
    costs,
    nested: { turnUs: '90,95', sliceHz: 8192, tailUs: 30, fromIdleUs: 7, behindShare: 0.4, behindSpanUs: 1500 },
  });
  expect(differences('in turn', inTurn)).toBe('');
});

it.each(['none', 'full'] as const)(
  'a VMM that sleeps on a CPU which tracks no contexts, with preemption %s, does the same in both engines',
  (preemption) => {
    const untracked = sleepy('3,40,300,900', {
      host: { isolation: 'isolcpus', rcuNocbs: false, preemption, rcuCore: 'softirq' },
      gracePeriods: { requestsPerSec: 300, callbacksPerSec: 200 },
      costs: { remoteTimerUs: 14, blockNs: 20_000 },
    });
    expect(differences('untracked', untracked)).toBe('');
  },
);

it('a VMM that sleeps is stolen from by L0 at the same times in both engines', () => {
  const stolen = sleepy('3,40,300', {
    nested: { stealPerSec: 1500, length: { medianUs: 60, p99Us: 200 }, hint: true },
    costs: { blockNs: 20_000, schedInNs: 10_000 },
  });
  expect(differences('stolen', stolen)).toBe('');
});

// No tick runs that would note it first, and no scan finds the VMM in user mode: the exit's long handler leaves it to the call.
it('a VMM whose quiescent state has become urgent notes it when it is about to sleep, in both engines', () => {
  const urged = sleepy('0', {
    host: { hz: 100, preemption: 'none' },
    ticks: { keptOn: false, otherIrqsPerSec: 0 },
    guest: { exits: { io: { ratePerSec: 4, userspaceShare: 1, handler: { medianUs: 150_000, p99Us: 170_000 } } } },
    gracePeriods: { backToBack: true },
    run: { durationSec: 2, warmupSec: 0 },
  });
  expect(differences('urged', urged)).toBe('');
});
