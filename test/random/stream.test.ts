import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { drawUint32, drawUniform, laneCount, type StreamKey, streamKey } from '../../src/random/index.js';
import { chiSquareZ, correlation } from './sample-tests.js';

const n = 40_000;
const limit = 4.5 / Math.sqrt(n);
const seeds = fc.integer({ min: 0, max: 4294967295 });
const indexes = fc.maxSafeNat();
const lanes = fc.integer({ min: 0, max: laneCount - 1 });

function draws(key: StreamKey, lane = 0, from = 0, step = 1): number[] {
  return Array.from({ length: n }, (_, i) => drawUniform(key, from + i * step, lane));
}

describe('drawUniform', () => {
  it('is always an odd multiple of 2^-53 inside (0, 1)', () => {
    fc.assert(
      fc.property(seeds, fc.string(), indexes, lanes, (seed, name, index, lane) => {
        const u = drawUniform(streamKey(seed, name), index, lane);
        expect(u).toBeGreaterThan(0);
        expect(u).toBeLessThan(1);
        expect((u * 2 ** 53) % 2).toBe(1);
        expect(1 - (1 - u)).toBe(u);
      }),
      { numRuns: 1000 },
    );
  });

  it('shares its leading 26 bits with drawUint32', () => {
    fc.assert(
      fc.property(seeds, indexes, lanes, (seed, index, lane) => {
        const key = streamKey(seed, 'shared');
        expect(Math.floor(drawUniform(key, index, lane) * 2 ** 26)).toBe(drawUint32(key, index, lane) >>> 6);
      }),
    );
  });

  it('does not depend on the order of drawing', () => {
    const key = streamKey(9, 'order');
    const forward = draws(key);
    for (let i = n - 1; i >= 0; i--) expect(drawUniform(key, i, 0) === forward[i]).toBe(true);
  });

  it('tells indexes apart up to 2^53 - 1', () => {
    const key = streamKey(1, 'far');
    const far = [0, 1, 2 ** 31, 2 ** 32, 2 ** 32 + 1, 2 ** 52, 2 ** 53 - 2, 2 ** 53 - 1];
    expect(new Set(far.map((index) => drawUniform(key, index, 0))).size).toBe(far.length);
  });

  it('tells all 2048 lanes apart', () => {
    const key = streamKey(1, 'lanes');
    expect(new Set(Array.from({ length: laneCount }, (_, lane) => drawUniform(key, 5, lane))).size).toBe(laneCount);
  });
});

describe('independence', () => {
  it('seeds 1, 2 and 3 give unrelated streams of one name', () => {
    const [a, b, c] = [1, 2, 3].map((seed) => draws(streamKey(seed, 'exits')));
    expect(Math.abs(correlation(a!, b!))).toBeLessThan(limit);
    expect(Math.abs(correlation(b!, c!))).toBeLessThan(limit);
    expect(Math.abs(correlation(a!, c!))).toBeLessThan(limit);
  });

  it('the first draws of neighbouring seeds are uniform and unrelated', () => {
    const first = Array.from({ length: n + 1 }, (_, seed) => drawUniform(streamKey(seed, 'exits'), 0, 0));
    expect(Math.abs(chiSquareZ(first, 256))).toBeLessThan(4.5);
    expect(Math.abs(correlation(first.slice(0, n), first.slice(1)))).toBeLessThan(limit);
  });

  it('names that differ in one letter or in order give unrelated streams', () => {
    const streams = ['exits.msr', 'exits.mss', 'msr.exits', 'exits.msr '].map((name) => draws(streamKey(1, name)));
    for (const [i, a] of streams.entries()) {
      for (const b of streams.slice(i + 1)) expect(Math.abs(correlation(a, b))).toBeLessThan(limit);
    }
  });

  it('lanes of one index are unrelated', () => {
    const key = streamKey(4, 'lanes');
    const lanesDrawn = [0, 1, 2, 3, 2047].map((lane) => draws(key, lane));
    for (const [i, a] of lanesDrawn.entries()) {
      for (const b of lanesDrawn.slice(i + 1)) expect(Math.abs(correlation(a, b))).toBeLessThan(limit);
    }
  });

  it('neighbouring indexes are unrelated, at small, large and strided indexes', () => {
    const key = streamKey(5, 'serial');
    for (const [from, step] of [
      [0, 1],
      [2 ** 40, 1],
      [0, 2 ** 32],
      [0, 1000],
    ]) {
      const x = draws(key, 0, from, step);
      expect(Math.abs(correlation(x.slice(0, -1), x.slice(1)))).toBeLessThan(limit * 1.01);
      expect(Math.abs(chiSquareZ(x, 256))).toBeLessThan(4.5);
    }
  });

  it('flipping any bit of index, lane or key flips each output bit half of the time', () => {
    const trials = 2000;
    for (let bit = 0; bit < 128; bit++) {
      const flips = new Int32Array(32);
      for (let t = 0; t < trials; t++) {
        const key = streamKey(t, 'avalanche');
        const changed = {
          k0: bit >= 64 && bit < 96 ? key.k0 ^ (1 << (bit - 64)) : key.k0,
          k1: bit >= 96 ? key.k1 ^ (1 << (bit - 96)) : key.k1,
        };
        const index = bit < 53 ? (Math.floor(t / 2 ** bit) % 2 === 1 ? t - 2 ** bit : t + 2 ** bit) : t;
        const lane = bit >= 53 && bit < 64 ? 3 ^ (1 << (bit - 53)) : 3;
        const difference = drawUint32(key, t, 3) ^ drawUint32(changed, index, lane);
        for (let out = 0; out < 32; out++) flips[out]! += (difference >>> out) & 1;
      }
      for (const count of flips) expect(Math.abs(count - trials / 2)).toBeLessThan(5.5 * Math.sqrt(trials / 4));
    }
  });
});

describe('streamKey', () => {
  it('refuses seeds that are not 32-bit integers, naming them', () => {
    for (const seed of [-1, 1.5, 4294967296, NaN, Infinity]) {
      expect(() => streamKey(seed, 'x')).toThrow(`0..4294967295 expected): ${seed}`);
    }
  });

  it('gives 100,000 different keys to 100,000 seeds and names', () => {
    const keys = new Set<string>();
    for (let i = 0; i < 100_000; i++) {
      const key = streamKey(i % 1000, `stream.${Math.floor(i / 1000)}`);
      keys.add(`${key.k0},${key.k1}`);
    }
    expect(keys.size).toBe(100_000);
  });
});
