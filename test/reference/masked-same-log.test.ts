import { expect, it } from 'vitest';
import { policies } from '../../src/policies/index.js';
import { scenario, type ScenarioSpec } from '../../src/scenario/index.js';
import { difference } from './same-log.js';

/** Long enough that ticks and other interrupts fall into each of the three stretches again and again. */
const masked = { exitMaskedUs: 6, entryMaskedUs: 5, idleMaskedUs: 7 };

/** Where the two engines part ways over any policy while interrupts are off for that long; empty where they don't. */
function differences(name: string, spec: ScenarioSpec): string {
  const world = scenario({ ...spec, costs: { ...spec.costs, ...masked } });
  return policies.map((policy) => difference(name, world, policy)).join('');
}

// The interrupt that ended a run waits through the stretch behind the exit, in which another one may go before it.
it.each(['vmx', 'svm'] as const)(
  'a guest whose exits and entries keep interrupts off for longer takes its ticks in the same places, with %s, in both engines',
  (virtualization) => {
    const exiting: ScenarioSpec = {
      host: { virtualization },
      ticks: { keptOn: true, otherIrqsPerSec: 3000 },
      guest: { exits: { heavy: { ratePerSec: 20 } } },
      vcpu: { preemption: { ratePerSec: 300 } },
      gracePeriods: { requestsPerSec: 300 },
      run: { durationSec: 0.2, warmupSec: 0 },
    };
    expect(differences('exiting', exiting)).toBe('');
  },
);

// No interrupt window follows such an exit: only the guest's own exits let in what came while interrupts were off.
it('a guest that host interrupts send straight back to its entry, with interrupts off for longer, does the same in both engines', () => {
  const sentBack: ScenarioSpec = {
    host: { virtualization: 'vmx', irqExitFastpath: true },
    ticks: { keptOn: true, otherIrqsPerSec: 10_000 },
    softirq: { ratePerSec: 300 },
    gracePeriods: { requestsPerSec: 300 },
    run: { durationSec: 0.2, warmupSec: 0 },
  };
  expect(differences('sent back', sentBack)).toBe('');
});

// What comes in the stretch before idle finds the CPU idle, and wakes it at once; where HLT is all there is, the tick's mark outlives the stretch.
it.each(['halt', 'cstates', 'poll'] as const)(
  'a CPU that keeps interrupts off for longer before it idles, by %s, ticks and wakes at the same times in both engines',
  (idle) => {
    const halting: ScenarioSpec = {
      host: { isolation: 'isolcpus', rcuNocbs: false, idle, haltPollNs: 0 },
      ticks: { otherIrqsPerSec: 3000 },
      guest: { hlt: { ratePerSec: 1000, length: { medianUs: 300, p99Us: 9000 } } },
      gracePeriods: { requestsPerSec: 300, callbacksPerSec: 100 },
      run: { durationSec: 0.2, warmupSec: 0 },
    };
    expect(differences('halting', halting)).toBe('');
  },
);

// CPU 1 gives the thread away when it enters idle, and not before; L0 takes it in the middle of a stretch as well.
it('CPUs that take turns, with interrupts off for longer on one of them, take the same turns in both engines', () => {
  const inTurn: ScenarioSpec = {
    host: { idle: 'halt', haltPollNs: 0 },
    ticks: { keptOn: true },
    guest: { hlt: { workUs: 207, timerExitUs: 3, betweenUs: 5, length: { medianUs: 311, p99Us: 900 } } },
    gracePeriods: { requestsPerSec: 300, housekeepingDelayUs: '150,400' },
    costs: { remoteTimerUs: 14, tickRestartUs: 12 },
    nested: { turnUs: '90,95', sliceHz: 8192, tailUs: 30, fromIdleUs: 7, behindShare: 0.4, behindSpanUs: 1500 },
    run: { durationSec: 0.2, warmupSec: 0 },
  };
  expect(differences('in turn', inTurn)).toBe('');
});
