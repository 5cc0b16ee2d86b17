import { describe, expect, it } from 'vitest';
import { compare } from '../../src/record/comparison.js';
import { explain } from '../../src/record/timeline.js';
import { presets, scenario } from '../../src/scenario/index.js';

const run = { durationSec: 1, warmupSec: 0.2, seed: 3 } as const;

describe('the explanation of the worst sample', () => {
  it.each(presets.map(({ name }) => name))('explains the maximum that the comparison counts, in: %s', (name) => {
    const world = scenario({ run }, name);
    for (const id of ['mainline', 'patience']) {
      const { latency } = compare(world, { policies: [id] }).policies[0]!;
      const { found, sampleNs, atNs, policyId, events } = explain(world, id);
      expect([found, policyId]).toEqual([latency.total > 0, id]);
      if (!found) continue;
      expect(sampleNs).toBe(latency.max);
      expect(atNs).toBeGreaterThanOrEqual(200_000_000);
      expect(events.map(({ timeNs }) => timeNs)).toEqual(events.map(({ timeNs }) => timeNs).sort((a, b) => a - b));
      expect(events.some(({ timeNs, event }) => timeNs === atNs && event === 'kvm_entry') || name === 'nested').toBe(
        true,
      );
    }
  });

  it('holds the steps that made it long: exit, tick, wake of rcuc, switch and entry, in this order', () => {
    const { events, sampleNs, atNs } = explain(scenario({ run }, 'recorded-h1000'), 'mainline');
    const inGap = events.filter(({ cpu, timeNs }) => cpu === 1 && timeNs >= atNs - sampleNs && timeNs <= atNs);
    const steps = inGap.map(({ event }) => event.replace(/:.*/, ''));
    const expected = [
      'kvm_exit',
      'rcu_pending',
      'sched_waking',
      'sched_switch',
      'rcu_core',
      'sched_switch',
      'kvm_entry',
    ];
    let from = 0;
    for (const step of expected) {
      const at = steps.indexOf(step, from);
      expect(at, `${step} behind ${steps.slice(0, from).join(', ')}`).toBeGreaterThanOrEqual(from);
      from = at + 1;
    }
  });
});

describe('the explanation of a first wake', () => {
  it('is of the sample in which a tick first woke rcuc in that window', () => {
    const world = scenario({ run }, 'discussion');
    const { found, events, sampleNs, atNs } = explain(world, 'mainline', { first: 'guest' });
    expect(found).toBe(true);
    const waking = events.filter(({ event, detail }) => event === 'sched_waking' && detail.includes('in window guest'));
    expect(waking.some(({ timeNs }) => timeNs > atNs - sampleNs && timeNs < atNs)).toBe(true);
  });

  it('says when there is none', () => {
    const none = explain(scenario({ run }, 'busy-poll'), 'oracle', { first: 'halt-poll' });
    expect(none).toEqual({ policyId: 'oracle', found: false, sampleNs: 0, atNs: 0, events: [] });
  });
});
