import {
  createSequence,
  drawUint32,
  drawUniform,
  exp,
  exponential,
  ln,
  nextUint32,
  nextUniform,
  normalQuantile,
  sampleSpread,
  spreadSampler,
  streamKey,
} from '../../src/random/index.js';
import { bitsOf } from './bits.js';

const keys = [
  [0, ''],
  [1, 'exits.msr'],
  [2, 'exits.msr'],
  [4294967295, 'gracePeriods'],
] as const;
const indexes = [0, 1, 2, 2147483648, 4294967296, 9007199254740991];

/** Returns one hash of the bits of a function over 100,000 arguments. */
function digestOf(f: (u: number) => number): string {
  const key = streamKey(1, 'digest');
  let a = 0x811c9dc5;
  let b = 0x01000193;
  for (let i = 0; i < 100_000; i++) {
    const bits = bitsOf(f(drawUniform(key, i, 0)));
    a = Math.imul(a ^ Number.parseInt(bits.slice(0, 8), 16), 0x85ebca6b) ^ (a >>> 15);
    b = Math.imul(b ^ Number.parseInt(bits.slice(8), 16), 0xc2b2ae35) ^ (b >>> 13) ^ a;
  }
  return (a >>> 0).toString(16).padStart(8, '0') + (b >>> 0).toString(16).padStart(8, '0');
}

/** Returns what test/frozen/random.json must hold; numbers as the hexadecimal bits of the double. */
export function randomOutputs() {
  const spread = spreadSampler(2_000, 15_000);
  return {
    ln: [5e-324, 1e-300, 0.1, 0.5, 0.99, 1, 1.5, 2, 10, 1e300].map((x) => [String(x), bitsOf(ln(x))]),
    exp: [-745, -700, -1, -0.1, 0, 1e-9, 0.5, 1, 10, 709.7].map((x) => [String(x), bitsOf(exp(x))]),
    normalQuantile: [1e-300, 1e-9, 0.02, 0.3, 0.5, 0.7, 0.999999].map((u) => [String(u), bitsOf(normalQuantile(u))]),
    digests: {
      ln: digestOf(ln),
      lnWide: digestOf((u) => ln(exp(1400 * u - 700))),
      exp: digestOf((u) => exp(1400 * u - 700)),
      normalQuantile: digestOf(normalQuantile),
      exponential: digestOf((u) => exponential(u, 500_000)),
      spread: digestOf((u) => sampleSpread(spread, u)),
    },
    streams: keys.map(([seed, name]) => {
      const key = streamKey(seed, name);
      const sequence = createSequence(key);
      return {
        seed,
        name,
        key: [key.k0, key.k1],
        drawUint32: indexes.map((index) => drawUint32(key, index, 0)),
        drawUniform: indexes.map((index) => bitsOf(drawUniform(key, index, 2047))),
        nextUint32: Array.from({ length: 4 }, () => nextUint32(sequence)),
        nextUniform: Array.from({ length: 4 }, () => bitsOf(nextUniform(sequence))),
      };
    }),
  };
}
