import { describe, expect, it } from 'vitest';
import { decodeFlags } from '../../../src/trace/index.js';
import { fixtureTrace, traceTextOf } from '../raw-traces.js';

describe('flags', () => {
  it('5 and 7 characters of the same moment mean the same', () => {
    const meaning = { irqsOff: true, needResched: true, context: 'hardirq', preemptDepth: 1, migrateDisable: 0 };
    expect(decodeFlags('dNh1.')).toEqual(meaning);
    expect(decodeFlags('dN.h1..')).toEqual(meaning);
  });

  it.each([
    ['.....', { irqsOff: false, needResched: false, context: 'none', preemptDepth: 0, migrateDisable: 0 }],
    ['D..32', { irqsOff: true, preemptDepth: 3, migrateDisable: 2 }],
    ['b....12', { irqsOff: false, preemptDepth: 0, migrateDisable: 2 }],
    ['D...112', { irqsOff: true, preemptDepth: 1, migrateDisable: 2 }],
    ['d.H2.', { context: 'hardirq-in-softirq', preemptDepth: 2 }],
    ['..sa.', { context: 'softirq', preemptDepth: 10 }],
  ])('%s', (flags, meaning) => {
    expect(decodeFlags(flags)).toMatchObject(meaning);
  });

  it.each(['', 'd.h1', 'd.h1..', 'd.h1....', 'x.h1.', 'd.q1.', 'd.h?.', 'd?h1.', 'd.h0.'])('"%s" is none', (flags) => {
    expect(decodeFlags(flags)).toBeNull();
  });

  it.each([
    ['A61/spin_dep', 7],
    ['H1000_v0/spin_dep', 5],
  ])('all of %s have %i characters and can be decoded', (recording, length) => {
    const flags = new Set(
      [...traceTextOf(fixtureTrace(recording)).matchAll(/\] ([^\s\d]\S+) +\d+\.\d{6}: /g)].map(
        (match) => match[1] ?? '',
      ),
    );
    expect(flags.size).toBeGreaterThan(10);
    for (const one of flags) expect([one, one.length, decodeFlags(one) !== null]).toEqual([one, length, true]);
  });
});
