import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { normalQuantile } from '../../src/random/index.js';
import { incompleteBeta, lnGamma, tCdf, tQuantile } from '../../src/stats/index.js';

const probabilities = fc.double({ min: 0.0001, max: 0.9999, noNaN: true });

describe('lnGamma', () => {
  it('is the logarithm of the factorial at integers and of sqrt(pi) at one half', () => {
    let factorial = 1;
    for (let n = 1; n < 30; n++) {
      expect(lnGamma(n)).toBeCloseTo(Math.log(factorial), 11);
      factorial *= n;
    }
    expect(lnGamma(0.5)).toBeCloseTo(Math.log(Math.PI) / 2, 13);
  });
});

describe('incompleteBeta', () => {
  it('is x at a = b = 1 and x^a at b = 1', () => {
    expect(incompleteBeta(0.3, 1, 1)).toBeCloseTo(0.3, 13);
    expect(incompleteBeta(0.3, 5, 1)).toBeCloseTo(0.3 ** 5, 13);
    expect([incompleteBeta(0, 2, 3), incompleteBeta(1, 2, 3)]).toEqual([0, 1]);
  });

  it('is 1 minus itself with everything mirrored', () => {
    const parameters = fc.double({ min: 0.1, max: 500, noNaN: true });
    fc.assert(
      fc.property(probabilities, parameters, parameters, (x, a, b) => {
        expect(incompleteBeta(x, a, b) + incompleteBeta(1 - x, b, a)).toBeCloseTo(1, 10);
      }),
    );
  });

  it('refuses arguments outside its domain', () => {
    expect(() => incompleteBeta(1.5, 1, 1)).toThrow('x 1.5, a 1, b 1');
    expect(() => incompleteBeta(0.5, 0, 1)).toThrow('a 0');
  });
});

describe('tQuantile', () => {
  it('agrees with printed tables', () => {
    for (const [p, df, t] of [
      [0.975, 1, 12.7062047362],
      [0.975, 2, 4.3026527297],
      [0.975, 9, 2.2621571628],
      [0.975, 30, 2.0422724563],
      [0.995, 5, 4.0321429836],
      [0.95, 199, 1.6525467461],
      [0.975, 200, 1.9718962236],
      [0.975, 1000, 1.9623390808],
    ] as const) {
      expect(tQuantile(p, df)).toBeCloseTo(t, 7);
    }
  });

  it('undoes the distribution function', () => {
    fc.assert(
      fc.property(probabilities, fc.integer({ min: 1, max: 400 }), (p, df) => {
        expect(tCdf(tQuantile(p, df), df)).toBeCloseTo(p, 8);
      }),
    );
  });

  it('is odd around one half', () => {
    expect(tQuantile(0.5, 7)).toBe(0);
    expect(tQuantile(0.1, 7)).toBeCloseTo(-tQuantile(0.9, 7), 12);
  });

  it('approaches the normal quantile from above', () => {
    expect(tQuantile(0.975, 1e9)).toBeCloseTo(normalQuantile(0.975), 8);
    for (const df of [1, 10, 100, 199, 200, 10_000])
      expect(tQuantile(0.975, df)).toBeGreaterThan(normalQuantile(0.975));
  });

  it('refuses probabilities of 0 and 1 and less than one degree of freedom', () => {
    expect(() => tQuantile(1, 5)).toThrow('1, 5');
    expect(() => tQuantile(0.9, 0)).toThrow('0.9, 0');
  });
});
