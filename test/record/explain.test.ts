import { describe, expect, it } from 'vitest';
import type { TimelineEvent } from '../../src/engine/recorder.js';
import { definePolicy, policyById } from '../../src/policies/index.js';
import { compare } from '../../src/record/comparison.js';
import { explain } from '../../src/record/timeline.js';
import { presets, scenario } from '../../src/scenario/index.js';
import { runAlone } from '../engine/run-alone.js';

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

describe('what is shown around a sample', () => {
  const world = scenario({ run }, 'recorded-h1000');
  const { events, sampleNs, atNs } = explain(world, 'mainline');
  const beginNs = atNs - sampleNs;

  it('of the CPUs of the vCPU is 20 us before the gap, the gap, and 20 us after it', () => {
    const times = events.filter(({ cpu }) => cpu > 0).map(({ timeNs }) => timeNs);
    expect(Math.min(...times)).toBeGreaterThanOrEqual(beginNs - 20_000);
    expect(Math.max(...times)).toBeLessThan(atNs + 20_000);
  });

  it('of the grace-period kthread is besides what it did in the 12 ms before', () => {
    const times = events.filter(({ cpu }) => cpu === 0).map(({ timeNs }) => timeNs);
    expect(Math.min(...times)).toBeLessThan(beginNs - 20_000);
    expect(Math.min(...times)).toBeGreaterThanOrEqual(beginNs - 20_000 - 12_000_000);
    expect(Math.max(...times)).toBeLessThan(atNs + 20_000);
  });

  it('is what a whole run under the same policy does there, step by step', () => {
    const whole: TimelineEvent[] = [];
    runAlone(world, policyById('mainline'), { tracer: (event) => void whole.push(event) });
    const shown = whole.filter(({ cpu, timeNs }) => {
      const fromNs = beginNs - 20_000 - (cpu === 0 ? 12_000_000 : 0);
      return timeNs >= fromNs && timeNs < atNs + 20_000;
    });
    expect(events).toEqual(shown);
  });
});

describe('the sample that is explained', () => {
  it('is the first of the greatest, measured after the warm-up', () => {
    const world = scenario({ run }, 'discussion');
    const samples: (readonly [number, number])[] = [];
    runAlone(world, policyById('mainline'), { latency: (valueNs, nowNs) => void samples.push([valueNs, nowNs]) });
    const measured = samples.filter(([, nowNs]) => nowNs >= 200_000_000);
    const longest = Math.max(...measured.map(([valueNs]) => valueNs));
    const { sampleNs, atNs } = explain(world, 'mainline');
    expect([sampleNs, atNs]).toEqual(measured.find(([valueNs]) => valueNs === longest));
  });

  it('of a first wake is the next one after the first such wake behind the warm-up', () => {
    const world = scenario({ run }, 'discussion');
    const whole: TimelineEvent[] = [];
    const samples: number[] = [];
    const tracer = (event: TimelineEvent) => void whole.push(event);
    runAlone(world, policyById('mainline'), { tracer, latency: (_valueNs, nowNs) => void samples.push(nowNs) });
    const wakes = whole.filter(({ event, detail }) => event === 'sched_waking' && detail.endsWith('in window guest'));
    const first = wakes.find(({ timeNs }) => timeNs >= 200_000_000)!;
    expect(wakes[0]!.timeNs).toBeLessThan(200_000_000);
    const { atNs } = explain(world, 'mainline', { first: 'guest' });
    expect(atNs).toBe(samples.find((nowNs) => nowNs > first.timeNs));
  });

  it('may be one under a policy of one’s own', () => {
    const never = definePolicy({ id: 'never', skips: () => false });
    const world = scenario({ run }, 'discussion');
    const { policyId, sampleNs } = explain(world, never);
    expect([policyId, sampleNs]).toEqual(['never', explain(world, 'mainline').sampleNs]);
  });
});
