import { presets, scenario, type Scenario, type ScenarioSpec } from '../../src/scenario/index.js';

/** A preset, shortened: named so that a failing test says which. */
export interface NamedScenario {
  readonly name: string;
  readonly scenario: Scenario;
}

/** Returns a scenario of a second or less, for claims that hold however short the run. */
export function shortened(spec: ScenarioSpec, preset: string, durationSec: number, seed = 1): Scenario {
  return scenario({ ...spec, run: { durationSec, warmupSec: Math.min(0.1, durationSec), seed } }, preset);
}

/** Every preset at a quarter of a second. */
export const shortPresets: readonly NamedScenario[] = presets.map(({ name }) => ({
  name,
  scenario: shortened({}, name, 0.25),
}));

/** What no preset holds: hosts without nohz_full, SVM, softirqs instead of rcuc, and everything at once. */
export const shortVariants: readonly NamedScenario[] = [
  {
    name: 'isolated only, RCU softirq, own callbacks',
    scenario: shortened(
      {
        host: { isolation: 'isolcpus', preemption: 'full', rcuCore: 'softirq', rcuNocbs: false },
        gracePeriods: { callbacksPerSec: 200, expeditedShare: 0.3 },
      },
      'discussion',
      0.25,
    ),
  },
  {
    name: 'PREEMPT_NONE on SVM, HLT, idle=poll',
    scenario: shortened(
      {
        host: { preemption: 'none', virtualization: 'svm', idle: 'poll', haltPollNs: 50_000 },
        guest: { hlt: { ratePerSec: 300 } },
        softirq: { ratePerSec: 50, length: { medianUs: 300, p99Us: 5000 } },
      },
      'migration',
      0.25,
    ),
  },
  {
    name: 'nested, migrating, halting, then ended',
    scenario: shortened(
      {
        guest: { hlt: { ratePerSec: 500 } },
        vcpu: {
          migration: { ratePerSec: 40, leftBehindShare: 0.5 },
          preemption: { ratePerSec: 40 },
          terminateAtSec: 0.4,
        },
        gracePeriods: { deferredWakeupsPerSec: 100 },
      },
      'nested',
      0.25,
    ),
  },
];

/** All of them. */
export const smallScenarios: readonly NamedScenario[] = [...shortPresets, ...shortVariants];
