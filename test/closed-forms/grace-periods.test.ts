import { describe, expect, it } from 'vitest';
import { valueAtQuantile } from '../../src/record/histogram-queries.js';
import { policyById } from '../../src/policies/index.js';
import { scenario, type Scenario, type ScenarioSpec } from '../../src/scenario/index.js';
import { runAlone } from '../engine/run-alone.js';
import { compared, recordOf } from '../properties/compared.js';
import { kolmogorovP } from '../random/sample-tests.js';
import { bareWorld, noExits } from './bare-world.js';

const noWork = { gpInitNs: 0, fqsScanNs: 0, gpCleanupNs: 0 } as const;
const othersReport = { medianMs: 0.01, p99Ms: 0.01 } as const;

/** Lengths of all grace periods after the warm-up [ns], in order. */
function lengths(world: Scenario, policyId: string): number[] {
  const found: number[] = [];
  runAlone(world, policyById(policyId), { gracePeriod: (lengthNs) => found.push(lengthNs) });
  return found;
}

/** The wait before the first scan by HZ and number of CPUs [jiffies], as `rcu_init_geometry()` has it. */
const firstWaits = [
  { hz: 100, cpus: 24, wait: 1 },
  { hz: 250, cpus: 24, wait: 1 },
  { hz: 300, cpus: 24, wait: 2 },
  { hz: 1000, cpus: 24, wait: 3 },
  { hz: 1000, cpus: 512, wait: 5 },
  { hz: 250, cpus: 512, wait: 3 },
] as const;

describe.each(firstWaits)('at HZ $hz with $cpus CPUs a grace period that only a scan can end', ({ hz, cpus, wait }) => {
  const tickNs = Math.floor(1e9 / hz);
  const world = (gracePeriods: ScenarioSpec['gracePeriods']) =>
    bareWorld(
      { host: { hz, cpus, timekeeperLagUs: 0 }, costs: noWork, gracePeriods: { ...gracePeriods, othersReport } },
      30,
    );

  it(`lasts more than ${wait} jiffies and at most ${wait + 1}, evenly spread, when asked for at random`, () => {
    const found = lengths(world({ requestsPerSec: 3 }), 'mainline').filter(
      (lengthNs) => lengthNs !== (wait + 1) * tickNs,
    );
    expect(found.length).toBeGreaterThan(50);
    expect(Math.min(...found)).toBeGreaterThan(wait * tickNs);
    expect(Math.max(...found)).toBeLessThanOrEqual((wait + 1) * tickNs);
    expect(kolmogorovP(found, (x) => x / tickNs - wait)).toBeGreaterThan(0.001);
  });

  it(`lasts ${wait + 1} jiffies when the one before it has just ended`, () => {
    const found = lengths(world({ backToBack: true }), 'mainline');
    expect(new Set(found)).toEqual(new Set([(wait + 1) * tickNs]));
  });

  it('holds a caller for less than two grace periods and the way back', () => {
    const { syncRcu } = compared(world({ requestsPerSec: 300 }), ['mainline']).policies[0]!;
    const backNs = 50_000;
    expect(syncRcu.min).toBeGreaterThan(wait * tickNs + backNs);
    expect(syncRcu.max).toBeLessThanOrEqual(2 * (wait + 1) * tickNs + backNs);
    expect(valueAtQuantile(syncRcu, 0.5)).toBeGreaterThan(1.2 * (wait + 1) * tickNs);
  });
});

describe('a CPU that is busy in the kernel at a scan', () => {
  it('costs the grace period whole further waits, under a policy that never reports', () => {
    const heavy = { ratePerSec: 150, handler: { medianUs: 3000, p99Us: 8000 } };
    const world = bareWorld(
      {
        costs: noWork,
        host: { timekeeperLagUs: 0 },
        guest: { exits: { ...noExits, heavy } },
        gracePeriods: { backToBack: true, othersReport },
      },
      20,
    );
    const found = lengths(world, 'lenient-task').map((lengthNs) => lengthNs / 4e6);
    expect(found.filter((waits) => !Number.isInteger(waits))).toEqual([]);
    expect(new Set(found).size).toBeGreaterThan(2);
    expect(Math.max(...found)).toBeLessThan(10);
  });
});

describe('the recorded host at HZ 1000, whose tick runs all the time', () => {
  const comparison = compared(scenario({ run: { durationSec: 10 } }, 'recorded-h1000'));
  const skipping = ['last-guest-exit', 'run-loop-flag-sched', 'pf-vcpu', 'lenient-task', 'last-qs-age', 'oracle'];

  it('wakes rcuc three times a grace period without a patch, and is over in two jiffies', () => {
    const { wakes, gracePeriods } = recordOf(comparison, 'mainline');
    expect(wakes / gracePeriods.total).toBeGreaterThan(0.95 * 3);
    expect(wakes / gracePeriods.total).toBeLessThanOrEqual(3.02);
    expect(Math.ceil(valueAtQuantile(gracePeriods, 0.5) / 1e6)).toBe(2);
    expect(Math.ceil(gracePeriods.max / 1e6)).toBeLessThanOrEqual(4);
  });

  it('wakes rcuc once a grace period with a patience, at the first tick after its end', () => {
    const { wakes, gracePeriods } = recordOf(comparison, 'patience');
    expect(Math.abs(wakes - gracePeriods.total)).toBeLessThanOrEqual(1);
  });

  it.each(skipping)('never wakes rcuc under %s, and waits four jiffies for the first scan', (id) => {
    const { wakes, gracePeriods } = recordOf(comparison, id);
    expect(wakes).toBe(0);
    for (const q of [0.1, 0.5, 0.9]) expect(Math.ceil(valueAtQuantile(gracePeriods, q) / 1e6 - 0.05)).toBe(4);
  });

  it('wakes rcuc at most once a tick and three times a grace period under any policy', () => {
    for (const { wakes, kernelTicks, gracePeriods } of comparison.policies) {
      expect(wakes).toBeLessThanOrEqual(Math.min(kernelTicks, 3 * (gracePeriods.total + 1)));
    }
  });
});

describe('the one-second rule: the vCPU leaves KVM_RUN for 1.15 s in the kernel', () => {
  const stay = (patienceMs: number) =>
    scenario(
      {
        patches: { patienceMs },
        vcpu: { terminateAtSec: 1, teardown: { medianMs: 1150, p99Ms: 1150 } },
        run: { durationSec: 2.5, warmupSec: 0 },
      },
      'recorded-h1000',
    );
  const longest = (patienceMs: number, id: string) =>
    Math.floor(compared(stay(patienceMs), [id]).policies[0]!.gracePeriods.max / 1e6);

  it.each(['last-qs-age', 'patience', 'patience-qs', 'patience-gapless'])(
    'under %s a grace period waits for it 1000 to 1002 jiffies',
    (id) => {
      expect(longest(1000, id)).toBeGreaterThanOrEqual(1000);
      expect(longest(1000, id)).toBeLessThanOrEqual(1002);
    },
  );

  it('under last-guest-exit a grace period waits until 1000 to 1002 jiffies after the last exit, and begins after it', () => {
    const thinksAndScan = 20 + 4;
    expect(longest(1000, 'last-guest-exit')).toBeGreaterThanOrEqual(1000 - thinksAndScan);
    expect(longest(1000, 'last-guest-exit')).toBeLessThanOrEqual(1002);
  });

  it.each(['mainline', 'last-guest-exit-reset', 'last-guest-exit-reset-sched', 'run-loop-flag', 'run-loop-flag-sched'])(
    'under %s no grace period waits for it',
    (id) => {
      expect(longest(1000, id)).toBeLessThanOrEqual(4);
    },
  );

  it.each([5, 20])('under a patience of %d ms a grace period waits that long and a tick or two', (patienceMs) => {
    expect(longest(patienceMs, 'patience')).toBeGreaterThanOrEqual(patienceMs);
    expect(longest(patienceMs, 'patience')).toBeLessThanOrEqual(patienceMs + 2);
  });
});
