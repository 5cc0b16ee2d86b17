import { describe, expect, it } from 'vitest';
import { timelineText } from '../../src/cli/timeline-text.js';
import { plain } from '../../src/cli/paint.js';
import { explain, type Explanation } from '../../src/record/index.js';
import { scenario } from '../../src/scenario/index.js';
import { quiescent } from './fake-terminal.js';

const short = ['-d', '2s'];

const example: Explanation = {
  policyId: 'mainline',
  found: true,
  sampleNs: 25_000,
  atNs: 1_000_025_000,
  events: [
    { timeNs: 999_000_000, cpu: 0, event: 'rcu_gp_init', detail: 'gp_seq 413' },
    { timeNs: 1_000_000_000, cpu: 3, event: 'kvm_exit', detail: 'host interrupt' },
    { timeNs: 1_000_000_400, cpu: 3, event: 'rcu_pending: grace-period-changed', detail: 'window guest, user 0' },
    { timeNs: 1_000_030_000, cpu: 3, event: 'kvm_entry', detail: '' },
  ],
};

describe('explain', () => {
  it('prints every step of the worst sample, with its times from the begin of the sample', async () => {
    const { out, code } = await quiescent(['explain', '--policy', 'mainline', ...short]);
    const expected = explain(scenario({ run: { durationSec: 2 } }), 'mainline', 'worst');
    expect(code).toBe(0);
    expect(out).toContain(`mainline: the largest sample is ${(expected.sampleNs / 1e3).toFixed(1)} us`);
    for (const { timeNs, event } of expected.events) {
      const us = ((timeNs - expected.atNs + expected.sampleNs) / 1e3).toFixed(2);
      expect(out).toMatch(new RegExp(`^ *${us} .*${event}`, 'm'));
    }
  });

  it('prints the explanation itself under --json', async () => {
    const { out } = await quiescent(['explain', '--policy', 'patience', '--first', 'guest', '--json', ...short]);
    const expected = explain(scenario({ run: { durationSec: 2 } }), 'patience', { first: 'guest' });
    expect(JSON.parse(out)).toEqual(JSON.parse(JSON.stringify(expected)));
    expect(expected.found).toBe(true);
  });

  it('says so, with exit code 1, where there is no such sample', async () => {
    const { out, code } = await quiescent(['explain', '--policy', 'oracle', '--first', 'guest', ...short]);
    expect(code).toBe(1);
    expect(out).toContain('oracle: there is no such sample (the first sample with a wake of rcuc in window guest)');
  });
});

describe('a timeline as text', () => {
  it('has a lane for each CPU, details beside them, and the begin and end of the sample', () => {
    expect(timelineText(example, 120, plain).map((line) => line.replace(/-{5,}$/, '--'))).toEqual([
      '         us  CPU 0 (housekeeping)  CPU 3',
      '   -1000.00  rcu_gp_init           |                                  gp_seq 413',
      '       0.00  the sample begins --',
      '       0.00  |                     kvm_exit                           host interrupt',
      '       0.40  |                     rcu_pending: grace-period-changed  window guest, user 0',
      '      25.00  the sample ends --',
      '      30.00  |                     kvm_entry',
    ]);
  });

  it('puts details below their step where there is no room beside it', () => {
    const lines = timelineText(example, 60, plain);
    expect(lines).toContain('    window guest, user 0');
    expect(lines.filter((line) => line.includes('kvm_exit'))).toEqual(['       0.00  |                     kvm_exit']);
  });

  it('marks the end of a sample that no step follows', () => {
    const lines = timelineText({ ...example, events: example.events.slice(0, 2) }, 100, plain);
    expect(lines.at(-1)).toMatch(/^ +25\.00 {2}the sample ends -+$/);
  });
});
