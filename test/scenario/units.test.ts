import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  formatDuration,
  formatUs,
  parseDurationNs,
  parseDurationSec,
  ScenarioError,
} from '../../src/scenario/index.js';

describe('parseDurationSec', () => {
  it.each([
    ['10m', 600],
    ['90s', 90],
    ['90', 90],
    ['200us', 0.0002],
    ['1h', 3600],
    ['1.5d', 129_600],
    [' 250ms ', 0.25],
    ['.5s', 0.5],
    ['7µs', 0.000007],
  ])('takes %s for %d s', (text, seconds) => {
    expect(parseDurationSec(text)).toBe(seconds);
  });

  it.each(['', ' ', 'm', '10 minutes', '-5s', '1e3s', 'NaN', 'Infinity', '10mm', '1:30', '0x10', '٣s'])(
    'refuses "%s"',
    (text) => {
      expect(() => parseDurationSec(text)).toThrow(ScenarioError);
    },
  );
});

describe('nanoseconds', () => {
  it('are read from a text as they were written', () => {
    fc.assert(fc.property(fc.integer({ min: 0, max: 2 ** 53 - 1 }), (ns) => parseDurationNs(`${ns}ns`) === ns));
    expect(parseDurationNs('200us')).toBe(200_000);
    expect(parseDurationNs('2')).toBe(2_000_000_000);
  });

  it('are written as microseconds with one decimal place', () => {
    expect([0, 49, 12_345, 1e9].map(formatUs)).toEqual(['0.0', '0.0', '12.3', '1000000.0']);
  });

  it('are written with the unit that suits them', () => {
    expect([0, 85, 12_300, 4_050_000, 1_150_000_000].map(formatDuration)).toEqual([
      '0 ns',
      '85 ns',
      '12.3 us',
      '4.05 ms',
      '1.15 s',
    ]);
  });
});
