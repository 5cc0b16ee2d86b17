import { describe, expect, it } from 'vitest';
import { domainOf, sameDomain } from '../../src/workbook/page/tail-axes.js';
import { shareAt } from '../../src/workbook/tail-groups.js';
import type { Curve } from '../../src/workbook/index.js';

const curve = (us: readonly number[], share: readonly number[]): Curve => ({
  policy: 'mainline',
  us: Float64Array.from(us),
  share: Float64Array.from(share),
  low: Float64Array.from(share),
  high: Float64Array.from(share),
  maxUs: us.at(-1) ?? 0,
});

const first = domainOf([curve([0.8, 3, 41], [1, 0.1, 0.001])], null, 1e6, false);

describe('the domain of the tails', () => {
  it('has round edges around the samples, and room for the rarest share that the run will show', () => {
    expect(first).toEqual({ xLow: 0.5, xHigh: 50, yLow: 5e-7 });
  });

  it('stays as it is while a comparison goes on and the samples stay within it', () => {
    const next = domainOf([curve([1.2, 4, 18], [1, 0.1, 0.002])], first, 0.9e6, false);
    expect(sameDomain(next, first)).toBe(true);
  });

  it('grows at once for a sample beyond it, and shrinks when the comparison is finished', () => {
    const grown = domainOf([curve([0.8, 300], [1, 0.001])], first, 1e6, false);
    expect(grown.xHigh).toBe(500);
    expect(domainOf([curve([0.8, 41], [1, 0.001])], grown, 1e6, true).xHigh).toBe(50);
  });

  it('is a plausible one before there are samples', () => {
    expect(domainOf([], null, 0, false).xHigh).toBeGreaterThan(1);
    expect(domainOf([curve([], [])], first, 0, false)).toBe(first);
  });
});

describe('the share at a latency', () => {
  it('is that of the next latency that was seen, and none beyond the largest', () => {
    const tail = curve([1, 2, 5], [1, 0.5, 0.25]);
    expect([0.5, 1, 1.5, 5, 5.1].map((us) => shareAt(tail, us))).toEqual([1, 1, 0.5, 0.25, 0]);
  });
});
