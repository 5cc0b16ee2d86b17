import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalJson, contentHash } from '../../src/scenario/index.js';

describe('canonicalJson', () => {
  it('sorts keys, at every depth', () => {
    expect(canonicalJson({ b: [{ z: 1, a: null }], a: 'x', B: true })).toBe(
      '{"B":true,"a":"x","b":[{"a":null,"z":1}]}',
    );
  });

  it('is JSON that means the same', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(JSON.parse(canonicalJson(value))).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });

  it('does not depend on the order in which keys were added', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.tuple(fc.string(), fc.integer()), { selector: ([key]) => key }), (entries) => {
        const [there, back] = [entries, [...entries].reverse()].map((each) => canonicalJson(Object.fromEntries(each)));
        expect(there).toBe(back);
      }),
    );
  });

  it('refuses what JSON cannot say, and cycles', () => {
    const cycle: unknown[] = [];
    cycle.push(cycle);
    for (const value of [NaN, Infinity, undefined, () => 1, 1n, { a: undefined }, [Number.NEGATIVE_INFINITY], cycle]) {
      expect(() => canonicalJson(value)).toThrow(TypeError);
    }
  });
});

describe('contentHash', () => {
  it('is 16 hexadecimal digits, frozen for the texts that have been hashed before', () => {
    expect(['', 'a', 'quiescent', '{"a":1}', '\u{1f600}'].map(contentHash)).toMatchInlineSnapshot(`
      [
        "e4183f43289cbb43",
        "d1fff03e43c8429b",
        "051c67820570076c",
        "770c555d54783294",
        "13dc324d9f8bce18",
      ]
    `);
  });

  it('tells 200,000 texts that differ in a digit apart', () => {
    const seen = new Set(Array.from({ length: 200_000 }, (_, i) => contentHash(`{"run":{"seed":${i}}}`)));
    expect(seen.size).toBe(200_000);
  });

  it('turns about half of its bits when one bit of the text turns, wherever it stands', () => {
    const text = 'the quick brown fox jumps over the lazy dog';
    const bits = (hash: string) => BigInt(`0x${hash}`);
    let turned = 0;
    let trials = 0;
    for (let at = 0; at < text.length; at++) {
      for (let bit = 0; bit < 16; bit++) {
        const other = text.slice(0, at) + String.fromCharCode(text.charCodeAt(at) ^ (1 << bit)) + text.slice(at + 1);
        const difference = (bits(contentHash(text)) ^ bits(contentHash(other))).toString(2).replaceAll('0', '').length;
        expect(difference).toBeGreaterThan(8);
        turned += difference;
        trials++;
      }
    }
    expect(turned / trials / 64).toBeCloseTo(0.5, 1);
  });
});
