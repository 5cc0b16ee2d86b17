import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { policies } from '../../src/policies/index.js';
import type { PolicyRecord } from '../../src/record/policy-record.js';
import { randomLongStays } from '../engine/long-stays.js';
import { randomScenario } from '../engine/random-scenarios.js';
import { runAlone } from '../engine/run-alone.js';
import { recordBits } from '../record/record-bits.js';
import { compared, recordOf } from './compared.js';
import { smallScenarios } from './small-scenarios.js';

const cutPoints = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1, maxLength: 8 });
const bits = (records: readonly PolicyRecord[]) => records.map(recordBits);

describe.each(smallScenarios)('$name', ({ scenario }) => {
  const reference = compared(scenario);

  it('gives the same digest a second time', () => {
    expect(compared(scenario).digest).toBe(reference.digest);
  });

  it('gives the same digest however the run is cut into steps', () => {
    fc.assert(
      fc.property(cutPoints, (cuts) => {
        expect(compared(scenario, policies, cuts).digest).toBe(reference.digest);
      }),
      { numRuns: 2 },
    );
  });

  it('gives each policy the same record whoever runs beside it, in whatever order', () => {
    const backwards = compared(scenario, [...policies].reverse());
    expect(bits([...backwards.policies].reverse())).toEqual(bits(reference.policies));
    for (const id of ['patience', 'qs-on-guest-exit-ideal']) {
      expect(bits(compared(scenario, [id]).policies)).toEqual([recordBits(recordOf(reference, id))]);
    }
  });

  it.each(policies)('counts under $id the same whether exits are taken quietly or step by step', (policy) => {
    const stepped = runAlone(scenario, policy, { tracer: () => {} }).record;
    expect(recordBits(stepped)).toEqual(recordBits(recordOf(reference, policy.id)));
  });
});

it('any scenario gives the same bits a second time, cut into steps, and exit by exit', () => {
  fc.assert(
    fc.property(fc.oneof({ arbitrary: randomScenario, weight: 3 }, randomLongStays), cutPoints, (scenario, cuts) => {
      const reference = compared(scenario);
      expect(compared(scenario, policies, cuts).digest).toBe(reference.digest);
      const stepped = policies.map((policy) => runAlone(scenario, policy, { tracer: () => {} }).record);
      expect(bits(stepped)).toEqual(bits(reference.policies));
    }),
    { numRuns: 5 },
  );
});
