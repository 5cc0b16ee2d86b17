import { presets, scenario, type Scenario, type ScenarioSpec } from '../../src/scenario/index.js';

/** A scenario whose results are frozen. */
export interface FrozenCase {
  readonly name: string;
  readonly scenario: Scenario;
}

function frozenCase(name: string, preset: string, spec: ScenarioSpec, seed: number, durationSec = 1): FrozenCase {
  const run = { durationSec, warmupSec: 0.25, seed };
  return { name, scenario: scenario({ ...spec, run }, preset) };
}

/** What the presets leave out: other kernels, other hardware, other patches, and the rare groups together. */
const variants: readonly FrozenCase[] = [
  frozenCase('discussion at HZ 100', 'discussion', { host: { hz: 100 } }, 11, 2),
  frozenCase('discussion at HZ 250 on SVM', 'discussion', { host: { hz: 250, virtualization: 'svm' } }, 12),
  frozenCase('discussion, only isolated, RCU softirq', 'discussion', {
    host: { isolation: 'isolcpus', preemption: 'full', rcuCore: 'softirq', rcuNocbs: false },
    gracePeriods: { callbacksPerSec: 100, expeditedShare: 0.3 },
  }, 13),
  frozenCase('discussion, short patience and windows, ktime', 'discussion', {
    patches: { patienceMs: 5, lastGuestExitWindowMs: 20, lastGuestExitClock: 'ktime', lastQsAgeJiffies: 10 },
    ticks: { keptOn: true },
  }, 14),
  frozenCase('discussion, grace periods back to back', 'discussion', { gracePeriods: { backToBack: true } }, 15),
  frozenCase('discussion, interrupts in the fast path, deferred wake-ups', 'discussion', {
    host: { irqExitFastpath: true },
    gracePeriods: { deferredWakeupsPerSec: 200 },
    ticks: { otherIrqsPerSec: 500 },
  }, 16),
  frozenCase('busy polling, the tick kept on', 'busy-poll', { ticks: { keptOn: true } }, 17),
  frozenCase('halts, idle=poll, no halt polling', 'hlt-power-saving', { host: { idle: 'poll', haltPollNs: 0 } }, 18),
  frozenCase('halts under oslat, Sapphire Rapids', 'hlt-power-saving', {
    host: { cpuModel: 'spr' },
    guest: { instrument: 'oslat', idle: 'poll', hlt: { ratePerSec: 500 } },
  }, 19),
  frozenCase('migrations under PREEMPT_NONE, then the end', 'migration', {
    host: { preemption: 'none' },
    vcpu: { migration: { ratePerSec: 40 }, terminateAtSec: 1.1 },
  }, 20),
  frozenCase('softirqs, ksoftirqd and long handlers', 'long-softirq', {
    softirq: { ratePerSec: 5, length: { medianUs: 1000, p99Us: 50_000 }, oneHandler: false },
  }, 21),
  frozenCase('nested with the hint, moving', 'nested', {
    nested: { hint: true, stealPerSec: 50 },
    vcpu: { migration: { ratePerSec: 10, leftBehindShare: 0.5 } },
  }, 22),
];

/** All frozen cases; adding one leaves the others as they are. */
export const frozenCases: readonly FrozenCase[] = [
  ...presets.map(({ name }, i) => frozenCase(name, name, {}, i + 1, 2)),
  ...variants,
];
