import { describe, expect, it } from 'vitest';
import { definePolicy, policyById, type Policy } from '../../src/policies/index.js';
import type { Scenario, ScenarioSpec } from '../../src/scenario/index.js';
import { recordBits, type RecordBits } from '../record/record-bits.js';
import { compared, pair } from './compared.js';
import { shortened, smallScenarios, type NamedScenario } from './small-scenarios.js';

const nohzFull = smallScenarios.filter(({ scenario }) => scenario.host.isolation === 'nohz_full');

/** The same worlds with something of the host or the patches changed. */
function varied(spec: ScenarioSpec): readonly NamedScenario[] {
  const presets = ['discussion', 'hlt-power-saving', 'migration', 'nested', 'recorded-h1000'];
  return presets.map((name) => ({ name, scenario: shortened(spec, name, 0.5) }));
}

/** Everything that two policies counted in one world. */
function bothBits(scenario: Scenario, a: string | Policy, b: string | Policy): readonly [RecordBits, RecordBits] {
  const [first, second] = pair(scenario, a, b);
  return [recordBits(first), recordBits(second)];
}

describe.each([
  ['the merged note at guest exit changes nothing', 'qs-on-guest-exit', 'mainline', nohzFull],
  ['the merged note changes nothing beside a patience either', 'patience-qs', 'patience', nohzFull],
  ['a flag near guest entry is never seen', 'guest-entry-flag', 'mainline', smallScenarios],
  [
    'who interrupted the guest cannot be told on SVM',
    'irq-from-guest',
    'mainline',
    varied({ host: { virtualization: 'svm' } }),
  ],
  ['a patience of 0 is none', 'patience', 'mainline', varied({ patches: { patienceMs: 0 } })],
  [
    'patience has no hole while a grace period is always in progress',
    'patience',
    'patience-gapless',
    varied({ gracePeriods: { backToBack: true, thinkMs: null } }),
  ],
] as const)('%s: %s equals %s', (_claim, a, b, worlds) => {
  it.each(worlds)('bit for bit, in: $name', ({ scenario }) => {
    const [first, second] = bothBits(scenario, a, b);
    expect(first).toEqual(second);
  });
});

describe('a patience above one second', () => {
  const stays = {
    host: { preemption: 'full' },
    guest: { exits: { heavy: { ratePerSec: 0.5, handler: { medianUs: 1.5e6, p99Us: 1.6e6 } } } },
    run: { durationSec: 6, warmupSec: 0, seed: 3 },
  } as const satisfies ScenarioSpec;

  it.each(['patience', 'patience-qs', 'patience-gapless'])(
    'changes nothing for %s, also where a stay lasts longer',
    (id) => {
      const runs = [1000, 1001, 5000].map((patienceMs) => {
        const world = { ...shortened({ ...stays, patches: { patienceMs } }, 'discussion', 6) };
        return recordBits(compared(world, [id]).policies[0]!);
      });
      expect(runs[1]).toEqual(runs[0]);
      expect(runs[2]).toEqual(runs[0]);
      expect((runs[0]!['stalls'] as { over20ms: number }).over20ms).toBeGreaterThan(0);
    },
  );
});

describe('a window of 0', () => {
  const lastGuestExit = policyById('last-guest-exit');
  const shut: Policy = {
    ...lastGuestExit,
    create: (parameters, cpus) => lastGuestExit.create({ ...parameters, lastGuestExitWindowMs: 0 }, cpus),
  };

  it.each(smallScenarios)('makes last-guest-exit mainline, bit for bit, in: $name', ({ scenario }) => {
    const [first, second] = bothBits(scenario, shut, 'mainline');
    expect(first).toEqual(second);
  });
});

describe('a window that no exit leaves', () => {
  const always = definePolicy({ id: 'always', title: 'always', skips: () => true });
  const pinned = { patches: { lastGuestExitWindowMs: 10_000 } } as const;

  it.each(['discussion', 'busy-poll', 'cyclictest-200us', 'recorded-h1000'])(
    'makes last-guest-exit skip always, bit for bit, in: %s',
    (name) => {
      const [first, second] = bothBits(shortened(pinned, name, 1), policyById('last-guest-exit'), always);
      expect(first).toEqual(second);
    },
  );
});

describe('where nothing but rcuc is ever switched in', () => {
  it('the resets of last-guest-exit in vcpu_load and vcpu_put change nothing without returns to userspace', () => {
    const inKernel = { guest: { exits: { io: { userspaceShare: 0 } } } } as const;
    for (const name of ['discussion', 'busy-poll', 'recorded-h1000']) {
      const [first, second] = bothBits(shortened(inKernel, name, 1), 'last-guest-exit', 'last-guest-exit-reset');
      expect(first).toEqual(second);
    }
  });

  it('the idle-entry rule changes nothing for a guest that never halts, blocks or migrates', () => {
    for (const name of ['discussion', 'busy-poll', 'cyclictest-200us', 'nested', 'recorded-h1000']) {
      for (const base of ['mainline', 'run-loop-flag-sched']) {
        const [first, second] = bothBits(shortened({}, name, 0.5), base, policyById(`${base}+idle-entry`));
        expect(first).toEqual(second);
      }
    }
  });
});
