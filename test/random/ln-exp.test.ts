import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createSequence, exp, ln, nextUint32, nextUniform, streamKey } from '../../src/random/index.js';
import { doubleOf, ulpsBetween } from './bits.js';

const points = 100_000;

describe('ln', () => {
  it('is within 1 ulp of Math.log over all positive doubles', () => {
    const bits = createSequence(streamKey(1, 'test.ln'));
    let worst = 0;
    for (let i = 0; i < points; i++) {
      const x = doubleOf(nextUint32(bits) % 0x7ff00000, nextUint32(bits));
      worst = Math.max(worst, ulpsBetween(ln(x), Math.log(x)));
    }
    expect(worst).toBeLessThanOrEqual(1);
  });

  it('is within 1 ulp of Math.log on (0, 2), where samples are drawn', () => {
    const uniforms = createSequence(streamKey(2, 'test.ln'));
    let worst = 0;
    for (let i = 0; i < points; i++) {
      const x = 2 * nextUniform(uniforms);
      worst = Math.max(worst, ulpsBetween(ln(x), Math.log(x)));
    }
    expect(worst).toBeLessThanOrEqual(1);
  });

  it('is defined at the edges of its domain', () => {
    expect([0, -0, -1, NaN, Infinity, -Infinity, 1].map(ln)).toEqual([
      -Infinity,
      -Infinity,
      NaN,
      NaN,
      Infinity,
      NaN,
      0,
    ]);
  });

  it('reaches from the smallest subnormal to the largest double', () => {
    expect(ln(5e-324)).toBeCloseTo(-744.4400719213812, 12);
    expect(ln(2.2250738585072014e-308)).toBeCloseTo(-708.3964185322641, 12);
    expect(ln(Number.MAX_VALUE)).toBeCloseTo(709.782712893384, 12);
  });

  it('never decreases from one double to the next', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 0x7fefffff }), fc.integer({ min: 0, max: 0xfffffffe }), (high, low) => {
        expect(ln(doubleOf(high, low))).toBeLessThanOrEqual(ln(doubleOf(high, low + 1)));
      }),
      { numRuns: 2000 },
    );
  });
});

describe('exp', () => {
  it('is within 1 ulp of Math.exp wherever that is finite', () => {
    const uniforms = createSequence(streamKey(1, 'test.exp'));
    let worst = 0;
    for (let i = 0; i < points; i++) {
      const x = -745 + 1454.78 * nextUniform(uniforms);
      worst = Math.max(worst, ulpsBetween(exp(x), Math.exp(x)));
    }
    expect(worst).toBeLessThanOrEqual(1);
  });

  it('overflows to Infinity and underflows to 0 where Math.exp does', () => {
    expect(ulpsBetween(exp(709.782712893384), Math.exp(709.782712893384))).toBeLessThanOrEqual(1);
    expect([709.7827128933841, 1e300, Infinity].map(exp)).toEqual([Infinity, Infinity, Infinity]);
    expect([-745.1332191019411, -745.1332191019412, -Infinity].map(exp)).toEqual([5e-324, 0, 0]);
  });

  it('is 1 at zero of either sign and NaN at NaN', () => {
    expect([0, -0, NaN].map(exp)).toEqual([1, 1, NaN]);
  });

  it('undoes ln to a relative 1e-13', () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-300, max: 1e300, noNaN: true }), (x) => {
        expect(Math.abs(exp(ln(x)) / x - 1)).toBeLessThan(2e-13);
      }),
      { numRuns: 2000 },
    );
  });
});
