import { describe, expect, test } from 'vitest';
import { explain, type Explanation, type TimelineEvent } from '../../src/record/index.js';
import { scenario } from '../../src/scenario/index.js';
import { explainedTimeline } from '../../src/tables/index.js';

const event = (us: number, cpu: number, name: string, detail = ''): TimelineEvent => ({
  timeNs: 5_000_000 + us * 1000,
  cpu,
  event: name,
  detail,
});

/** A sample of 40 µs that begins at 5 ms: a tick hits the guest, and rcuc runs. */
const explained = (...events: TimelineEvent[]): Explanation => ({
  policyId: 'mainline',
  found: true,
  sampleNs: 40_000,
  atNs: 5_040_000,
  events,
});

const wake = explained(
  event(-3000, 0, 'rcu_gp_init', 'gp_seq 5'),
  event(0, 1, 'kvm_exit', 'host interrupt'),
  event(0.5, 1, 'rcu_pending: grace-period-changed'),
  event(2, 1, 'sched_switch', 'vcpu ==> rcuc'),
  event(37, 1, 'sched_switch', 'rcuc ==> vcpu'),
  event(40, 1, 'kvm_entry'),
);

describe('the timeline of an explained sample', () => {
  test('says who had the CPU when, without gaps or overlaps', () => {
    const { spans } = explainedTimeline(wake);
    const cpu = spans.filter(({ lane }) => lane !== 'grace period').sort((a, b) => a.startUs - b.startUs);
    expect(cpu.map(({ lane, startUs, endUs }) => [lane, startUs, endUs])).toEqual([
      ['guest', -6, 0],
      ['vCPU thread', 0, 2],
      ['rcuc', 2, 37],
      ['vCPU thread', 37, 40],
      ['guest', 40, 46],
    ]);
  });

  test('shows a grace period as far as it reaches into the picture', () => {
    const running = explainedTimeline(wake).spans.find(({ lane }) => lane === 'grace period');
    expect(running).toMatchObject({ startUs: -6, endUs: 46 });
    const ended = explainedTimeline(explained(event(3, 0, 'rcu_gp_cleanup'), event(40, 1, 'kvm_entry')));
    expect(ended.spans.find(({ lane }) => lane === 'grace period')).toMatchObject({ startUs: -6, endUs: 3 });
  });

  test('tells every step with its time, and names the CPU where there are several', () => {
    const { steps } = explainedTimeline(wake);
    expect(steps[0]).toEqual({ atUs: -3000, text: 'cpu 0: rcu_gp_init (gp_seq 5)' });
    expect(steps[1]).toEqual({ atUs: 0, text: 'kvm_exit (host interrupt)' });
    const moved = explainedTimeline(explained(event(0, 1, 'kvm_exit'), event(40, 2, 'kvm_entry')));
    expect(moved.steps.map(({ text }) => text)).toEqual(['cpu 1: kvm_exit', 'cpu 2: kvm_entry']);
    expect(new Set(moved.spans.map(({ lane }) => lane))).toEqual(
      new Set(['cpu 1 guest', 'cpu 1 vCPU thread', 'cpu 2 vCPU thread', 'cpu 2 guest']),
    );
  });

  test('shows softirqs and stolen time on lanes of their own', () => {
    const { spans } = explainedTimeline(
      explained(
        event(0, 1, 'kvm_exit'),
        event(5, 1, 'softirq_entry', '10000 ns'),
        event(15, 1, 'softirq_exit'),
        event(20, 1, 'stolen by L0', '5000 ns'),
        event(25, 1, 'given back by L0'),
        event(40, 1, 'kvm_entry'),
      ),
    );
    expect(spans.find(({ lane }) => lane === 'softirq')).toMatchObject({ startUs: 5, endUs: 15, label: '10000 ns' });
    expect(spans.find(({ lane }) => lane === 'L0')).toMatchObject({ startUs: 20, endUs: 25 });
  });

  test('keeps the beginning and the end of a sample with a thousand steps', () => {
    const many = Array.from({ length: 1000 }, (_, i) => event(i / 25, 1, `step ${i}`));
    const { steps } = explainedTimeline(explained(...many));
    expect(steps.length).toBeLessThan(30);
    expect(steps[0]!.text).toBe('step 0');
    expect(steps.at(-1)!.text).toBe('step 999');
    expect(steps.map(({ text }) => text)).toContain('and 976 more steps');
  });

  test('refuses a sample that was not found', () => {
    expect(() => explainedTimeline({ ...wake, found: false })).toThrow('no such sample in this run');
  });

  test('covers a real sample from its begin to its end', () => {
    const real = explainedTimeline(explain(scenario({ run: { durationSec: 2 } }), 'mainline'));
    const cpu = real.spans.filter(({ lane }) => lane !== 'grace period' && lane !== 'softirq');
    const covered = cpu.reduce(
      (sum, { startUs, endUs }) => sum + Math.max(0, Math.min(endUs, real.endUs) - Math.max(startUs, 0)),
      0,
    );
    expect(covered).toBeCloseTo(real.endUs, 6);
    expect(cpu.some(({ kind }) => kind === 'guest')).toBe(true);
  });
});
