import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { jiffiesOf, msecsToJiffies, tickLengthNs, timeOfJiffies, timerWheelExpiry } from '../../src/kernel/jiffies.js';

describe('milliseconds as jiffies', () => {
  test.each([
    [250, 1, 1],
    [100, 5, 1],
    [100, 11, 2],
    [300, 10, 3],
    [300, 11, 4],
    [1000, 1000, 1000],
    [250, 0, 0],
  ])('are rounded up: at HZ=%i, %i ms are %i', (hz, ms, jiffies) => {
    expect(msecsToJiffies(ms, hz)).toBe(jiffies);
  });

  test('are, at HZ=300, what multiplying by the reciprocal and shifting gives in the kernel', () => {
    const shift = 33n;
    const reciprocal = ((1n << shift) * 300n + 999n) / 1000n;
    const adjust = ((1n << shift) * 9n) / 10n;
    for (let ms = 0; ms <= 5000; ms++) {
      expect(msecsToJiffies(ms, 300)).toBe(Number((BigInt(ms) * reciprocal + adjust) >> shift));
    }
  });
});

describe('the timer wheel', () => {
  test('lets a wait of d jiffies last more than d and at most d + 1, below 64', () => {
    for (let delay = 1; delay <= 63; delay++) expect(timerWheelExpiry(12_345, delay)).toBe(12_345 + delay + 1);
  });

  test.each([
    [64, 8],
    [504, 8],
    [505, 64],
    [1000, 64],
  ])('fires a wait of %i jiffies at a multiple of %i, later than it but never by more than that', (delay, bucket) => {
    for (let now = 0; now < 200; now++) {
      const expiry = timerWheelExpiry(now, delay);
      expect(expiry % bucket).toBe(0);
      expect(expiry - now - delay).toBeGreaterThan(0);
      expect(expiry - now - delay).toBeLessThanOrEqual(bucket);
    }
  });

  test('has no part in a wait of no jiffies, which is none', () => {
    expect(timerWheelExpiry(77, 0)).toBe(77);
  });
});

describe('jiffies', () => {
  const lags = [0, 1, 2000, 3_333_332];

  test('advance with each tick, as late as the timekeeper lags', () => {
    fc.assert(
      fc.property(fc.constantFrom(100, 250, 300), fc.constantFrom(...lags), fc.nat(1_000_000), (hz, lagNs, jiffies) => {
        const tickNs = tickLengthNs(hz);
        const edgeNs = timeOfJiffies(jiffies, tickNs, lagNs);
        expect(jiffiesOf(edgeNs, tickNs, lagNs)).toBe(jiffies);
        if (edgeNs > 0) expect(jiffiesOf(edgeNs - 1, tickNs, lagNs)).toBe(Math.max(0, jiffies - 1));
      }),
    );
  });
});
