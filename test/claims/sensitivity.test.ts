import { describe, expect, it } from 'vitest';
import { runClaims, type ClaimsProgress } from '../../src/claims/index.js';
import { factor, scaled } from '../../src/claims/sensitivity.js';
import { scenario } from '../../src/scenario/index.js';

const busyMs = 120_000;

describe('the sensitivity of a claim', () => {
  it(
    'tells for each assumed number what both ends give, the longest bar first (N5)',
    async () => {
      const progress: ClaimsProgress[] = [];
      const [result] = await runClaims(['N5'], { onProgress: (at) => void progress.push(at) });
      const { sensitivity } = result!;
      expect(sensitivity.map(({ path }) => path).toSorted()).toEqual([
        'gracePeriods.othersIdle',
        'gracePeriods.othersReport',
        'gracePeriods.requestsPerSec',
        'ticks.timersPerSec',
      ]);
      const bars = sensitivity.map(({ low, high }) => Math.abs(high.value! - low.value!));
      expect(bars).toEqual(bars.toSorted((a, b) => b - a));
      expect(bars[0]).toBeGreaterThan(0.05);
      expect(sensitivity[0]?.path).toBe('gracePeriods.requestsPerSec');
      expect(sensitivity.filter(({ flips }) => flips)).toEqual([]);
      expect(progress[0]).toEqual({ id: 'N5', doing: 'verdict', done: 0, of: 9 });
      expect(new Set(progress.map(({ doing }) => doing)).size).toBe(5);
      expect(progress.map(({ done }) => done)).toEqual(progress.map(({ done }) => done).toSorted((a, b) => a - b));
    },
    busyMs,
  );

  it(
    'says which assumed number changes the verdict (H24: halts twice as long outlast rcuc more often)',
    async () => {
      const [result] = await runClaims(['H24']);
      const row = result!.sensitivity.find(({ path }) => path === 'guest.hlt.length')!;
      expect(result!.verdict).toBe('holds under conditions');
      expect(row.factor).toBe(factor);
      expect(row.low.value).toBeGreaterThan(row.high.value!);
      expect(row.low.verdict).toBe('holds under conditions');
      expect(row.high.verdict).not.toBe('holds under conditions');
      expect(row.flips).toBe(true);
    },
    busyMs,
  );
});

describe('a scenario with an assumed number changed', () => {
  const { costs, guest, host } = scenario();

  it('differs in that number, or in all numbers of a group', () => {
    expect(scaled(scenario(), 'costs.idleEntryNs', 2)).toMatchObject({ costs: { ...costs, idleEntryNs: 1200 }, guest });
    expect(scaled(scenario(), 'costs.tick', 0.5).costs.tick).toEqual({ medianUs: 1, p99Us: 2 });
  });

  it('keeps whole numbers whole, and every number in its range', () => {
    expect(scaled(scenario({ costs: { windowNs: 5 } }), 'costs.windowNs', 0.5).costs.windowNs).toBe(3);
    expect(scaled(scenario(), 'gracePeriods.othersIdle', 2).gracePeriods.othersIdle).toBe(1);
  });

  it('leaves what is 0, null or no number', () => {
    expect(scaled(scenario(), 'vcpu.migration.ratePerSec', 2)).toEqual(scenario());
    expect(scaled(scenario(), 'host', 1).host).toEqual(host);
  });
});
