import { drawUint32, type StreamKey } from './stream.js';

/**
 * State of a sequential generator (xoshiro128**, Blackman and Vigna 2018): four 32-bit words, period 2^128 - 1.
 *
 * Copying `state` copies the generator, so a chunk can be generated again from where it began.
 */
export interface Sequence {
  readonly state: Int32Array;
}

/**
 * Returns a sequential generator for the stream of `key`.
 *
 * Use it where the n-th number belongs to the n-th event by construction and all are drawn in order, such as the gaps
 * of an arrival process. Use `drawUniform` where an event may be skipped, drawn late or drawn twice.
 *
 * @param key - stream, from `streamKey`
 * @example
 * const gaps = createSequence(streamKey(1, 'exits.msr.gaps'));
 * const gapNs = exponential(nextUniform(gaps), 500_000);
 */
export function createSequence(key: StreamKey): Sequence {
  const state = new Int32Array(4);
  // Index 2^53 - 1 is out of reach of any event, so these words are shared with no indexed draw.
  for (let lane = 0; lane < 4; lane++) state[lane] = drawUint32(key, 9007199254740991, lane);
  if ((state[0]! | state[1]! | state[2]! | state[3]!) === 0) state[0] = 1;
  return { state };
}

/** Returns the next 32 random bits as an integer 0..4294967295, and moves the generator on. */
export function nextUint32(sequence: Sequence): number {
  const s = sequence.state;
  const s1 = s[1]!;
  const scrambled = Math.imul(s1, 5);
  const result = Math.imul((scrambled << 7) | (scrambled >>> 25), 9);
  const s2 = s[2]! ^ s[0]!;
  const s3 = s[3]! ^ s1;
  s[1] = s1 ^ s2;
  s[0] = s[0]! ^ s3;
  s[2] = s2 ^ (s1 << 9);
  s[3] = (s3 << 11) | (s3 >>> 21);
  return result >>> 0;
}

/** Returns the next uniform number strictly between 0 and 1 (52 random bits), and moves the generator on twice. */
export function nextUniform(sequence: Sequence): number {
  const high = nextUint32(sequence) >>> 6;
  return (high * 67108864 + (nextUint32(sequence) >>> 6) + 0.5) * 2.220446049250313e-16;
}
