import { describe, expect, it } from 'vitest';
import { scaled } from '../../src/claims/sensitivity.js';
import { scenario } from '../../src/scenario/index.js';

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
