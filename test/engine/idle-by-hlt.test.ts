import { describe, expect, it } from 'vitest';
import { policyById } from '../../src/policies/index.js';
import { scenario } from '../../src/scenario/index.js';
import { plantedSpec } from '../trace/fit/planted-run.js';
import { runAlone } from './run-alone.js';

/** What happens to the tick in each halt of two seconds, one word an event. */
function halts(idle: 'halt' | 'cstates', haltUs: number): string[] {
  const length = { medianUs: haltUs, p99Us: haltUs };
  const whole = scenario({
    ...plantedSpec,
    host: { ...plantedSpec.host, idle, haltPollNs: 0 },
    guest: { ...plantedSpec.guest, hlt: { workUs: 313, length } },
    gracePeriods: { requestsPerSec: 0 },
    run: { durationSec: 2, warmupSec: 0 },
  });
  const found: string[] = [];
  const tracer = ({ event, detail }: { event: string; detail: string }) => {
    if (event === 'kvm_vcpu_halt') found.push('');
    if (found.length === 0) return;
    const word =
      event.startsWith('rcu_pending') && detail.includes('idle 1') ? 'tick' : event === 'tick_stop' ? 'stop' : '';
    if (word !== '') found.push(`${found.pop()} ${word}`.trim());
  };
  runAlone(whole, policyById('mainline'), { watched: true, tracer });
  return found.slice(1, -1);
}

describe('a CPU that idles by HLT, without a governor', () => {
  it('lets the first tick of a stay come, and then stops it', () => {
    const found = halts('halt', 2300);
    expect(found.length).toBeGreaterThan(500);
    expect(new Set(found)).toEqual(new Set(['tick stop']));
  });

  it('keeps the tick in a stay that ends before it', () => {
    const found = halts('halt', 400);
    expect(found.filter((each) => each === '').length).toBeGreaterThan(500);
    expect(found.some((each) => each.startsWith('stop'))).toBe(false);
    expect(found.some((each) => each.startsWith('tick'))).toBe(true);
  });

  it('is told from a governor, which stops the tick of a long stay at once', () => {
    const settled = halts('cstates', 2300).slice(20);
    expect(new Set(settled)).toEqual(new Set(['stop']));
  });
});
