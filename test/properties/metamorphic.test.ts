import { describe, expect, it } from 'vitest';
import { valueAtQuantile } from '../../src/record/histogram-queries.js';
import { scenario, type ScenarioSpec } from '../../src/scenario/index.js';
import { compared, pair } from './compared.js';
import { shortened } from './small-scenarios.js';
import { slowMotion } from './time-scale.js';

/** What two runs may differ by because durations are rounded to whole nanoseconds: one event in a hundred, or two. */
function expectAlike(a: number, b: number, what: string): void {
  expect(Math.abs(a - b), `${what}: ${a} against ${b}`).toBeLessThanOrEqual(Math.max(2, 0.01 * a));
}

describe('a world in slow motion (HZ 100 for 1000, every rate a tenth, every duration tenfold)', () => {
  const jiffiesAlone = {
    host: { fqsFirstJiffies: 3, fqsNextJiffies: 3 },
    patches: { patienceMs: 100 },
    vcpu: { otherIoctlShare: 0 },
    run: { durationSec: 3, warmupSec: 1 },
  } as const satisfies ScenarioSpec;

  it.each(['discussion', 'busy-poll', 'cyclictest-200us', 'nested', 'recorded-h1000'])(
    'has the same events, and latencies ten times as long, in: %s',
    (name) => {
      const world = scenario(jiffiesAlone, name);
      const slow = compared(slowMotion(world, 10)).policies;
      for (const [i, record] of compared(world).policies.entries()) {
        const other = slow[i]!;
        expectAlike(record.wakes, other.wakes, `wakes under ${record.id}`);
        expectAlike(record.kernelTicks, other.kernelTicks, `kernel ticks under ${record.id}`);
        expectAlike(record.latency.total, other.latency.total, `samples under ${record.id}`);
        expectAlike(record.gracePeriods.total, other.gracePeriods.total, `grace periods under ${record.id}`);
        expect(other.gracePeriods.sum / record.gracePeriods.sum).toBeCloseTo(10, 1);
        expect(other.latency.max / record.latency.max).toBeCloseTo(10, 1);
        expect(other.latency.sum / record.latency.sum).toBeCloseTo(10, 1);
      }
    },
  );
});

describe('a longer patience', () => {
  it.each(['discussion', 'cyclictest-200us', 'recorded-h1000'])('never wakes rcuc more often, in: %s', (name) => {
    const wakes = [0, 1, 2, 4, 20, 1000].map(
      (patienceMs) => compared(shortened({ patches: { patienceMs } }, name, 4), ['patience']).policies[0]!.wakes,
    );
    expect(wakes).toEqual([...wakes].sort((a, b) => b - a));
    expect(wakes.at(-1)).toBeLessThan(0.7 * wakes[0]!);
  });
});

describe('a longer window after the last exit', () => {
  it('never wakes rcuc more often', () => {
    const heavy = { ratePerSec: 20, handler: { medianUs: 10_000, p99Us: 40_000 } };
    const world = (lastGuestExitWindowMs: number) =>
      shortened(
        { patches: { lastGuestExitWindowMs }, ticks: { keptOn: true }, guest: { exits: { heavy } } },
        'busy-poll',
        4,
      );
    const wakes = [1, 3, 10, 100, 1000, 10_000].map(
      (ms) => compared(world(ms), ['last-guest-exit']).policies[0]!.wakes,
    );
    expect(wakes).toEqual([...wakes].sort((a, b) => b - a));
    expect(wakes[0]).toBeGreaterThan(20);
    expect(wakes.at(-1)).toBe(0);
  });
});

describe('more work for the host', () => {
  const longer = (medianUs: number, seed: number) =>
    shortened(
      {
        softirq: { ratePerSec: 20, length: { medianUs, p99Us: 3 * medianUs } },
        guest: { exits: { io: { ratePerSec: 0 } } },
      },
      'discussion',
      2,
      seed,
    );

  const seeds = Array.from({ length: 30 }, (_, i) => i + 1);

  it.each(seeds)('never lowers p99.9 or the maximum when softirqs get longer (seed %i)', (seed) => {
    const [short, long] = [50, 200].map((us) => compared(longer(us, seed), ['mainline', 'patience']));
    for (const [i, { latency }] of short!.policies.entries()) {
      const other = long!.policies[i]!.latency;
      expect(valueAtQuantile(other, 0.999)).toBeGreaterThanOrEqual(valueAtQuantile(latency, 0.999));
      expect(other.max).toBeGreaterThan(latency.max);
    }
  });
});

describe('what skipping costs', () => {
  const skipping = ['last-guest-exit', 'run-loop-flag-sched', 'pf-vcpu', 'lenient-task', 'last-qs-age', 'patience'];

  it.each(skipping)('%s never shortens grace periods that end by a report, and lengthens most', (id) => {
    const [mainline, other] = pair(shortened({}, 'recorded-h1000', 4), 'mainline', id);
    for (const q of [0.01, 0.1, 0.5, 0.9, 0.99]) {
      expect(valueAtQuantile(other.gracePeriods, q)).toBeGreaterThanOrEqual(valueAtQuantile(mainline.gracePeriods, q));
    }
    expect(valueAtQuantile(other.syncRcu, 0.5)).toBeGreaterThan(1.5 * valueAtQuantile(mainline.syncRcu, 0.5));
  });
});
