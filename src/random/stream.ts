/**
 * Which stream of random numbers: 64 bits derived from a seed and a name, as two signed 32-bit words.
 */
export interface StreamKey {
  readonly k0: number;
  readonly k1: number;
}

/** Number of independent draws that one index of a stream offers. */
export const laneCount = 2048;

const twoToMinus52 = 2.220446049250313e-16;

/**
 * Returns the key of the stream called `name` under `seed`.
 *
 * Seed and name are hashed to 64 bits, so neighbouring seeds and similar names give unrelated streams.
 *
 * @param seed - the run's seed [none, integer 0..4294967295]
 * @param name - purpose of the stream, such as 'exits.msr'
 * @example
 * const key = streamKey(1, 'exits.msr');
 * drawUniform(key, 0, 0); // what belongs to event 0 of that stream
 */
export function streamKey(seed: number, name: string): StreamKey {
  if (!(seed >= 0 && seed <= 4294967295 && Math.floor(seed) === seed)) {
    throw new RangeError(`invalid seed (integer 0..4294967295 expected): ${seed}`);
  }
  let a = seed ^ 0x9e3779b9;
  let b = Math.imul(seed ^ (seed >>> 16), 0x2c1b3c6d) ^ 0x3c6ef372;
  for (let i = 0; i < name.length; i++) {
    a = Math.imul(a ^ name.charCodeAt(i), 0x85ebca6b);
    b = Math.imul(b + (a ^ (a >>> 15)), 0xc2b2ae35);
    a ^= b >>> 13;
  }
  a ^= name.length;
  for (let round = 0; round < 3; round++) {
    a = Math.imul(a ^ (a >>> 16), 0x7feb352d);
    b = (b + (a ^ (a >>> 15))) | 0;
    b = Math.imul(b ^ (b >>> 16), 0x846ca68b);
    a = (a + (b ^ (b >>> 15))) | 0;
  }
  return { k0: a | 0, k1: b | 0 };
}

/**
 * Returns 32 random bits that belong to (key, index, lane), as an integer 0..4294967295.
 *
 * The value depends on nothing else: not on what was drawn before, nor in which order. (index, lane) is a 64-bit
 * counter and the mixing a keyed bijection of 64 bits (six half-rounds of multiply, shift and add on two words), so
 * no two counters of a stream share their 64 bits.
 *
 * @param key - stream, from `streamKey`
 * @param index - number of the event in its stream [none, integer 0..2^53-1]
 * @param lane - which of the event's draws [none, integer 0..2047]
 */
export function drawUint32(key: StreamKey, index: number, lane: number): number {
  const k0 = key.k0;
  const k1 = key.k1;
  let a = (index | 0) ^ k0;
  let b = ((index / 4294967296) | 0 | (lane << 21)) ^ k1;
  a = Math.imul(a ^ (a >>> 16), 0x7feb352d);
  b = (b + (a ^ (a >>> 15))) | 0;
  b = Math.imul(b ^ (b >>> 16), 0x846ca68b);
  a = (a + (b ^ (b >>> 15))) | 0;
  a = Math.imul(a ^ k1 ^ (a >>> 16), 0x85ebca6b);
  b = (b + (a ^ (a >>> 15))) | 0;
  b = Math.imul(b ^ k0 ^ (b >>> 16), 0xc2b2ae35);
  a = (a + (b ^ (b >>> 15))) | 0;
  a = Math.imul(a ^ (a >>> 16), 0x31848bab);
  b = (b + (a ^ (a >>> 15))) | 0;
  b = Math.imul(b ^ (b >>> 16), 0xed5ad4bb);
  return (a ^ b ^ (b >>> 15)) >>> 0;
}

/**
 * Returns a uniform number that belongs to (key, index, lane), strictly between 0 and 1.
 *
 * It is an odd multiple of 2^-53, so 52 random bits, never 0 or 1, and 1 - u is another such number.
 * Draw with it whatever belongs to one event (a duration, a coin). Where the order is the identity, as in generating
 * arrivals one after the other, a `Sequence` is faster.
 *
 * @param key - stream, from `streamKey`
 * @param index - number of the event in its stream [none, integer 0..2^53-1]
 * @param lane - which of the event's draws [none, integer 0..2047]
 */
export function drawUniform(key: StreamKey, index: number, lane: number): number {
  const k0 = key.k0;
  const k1 = key.k1;
  // The same rounds as in drawUint32, written out: calling it twice would double the time.
  let a = (index | 0) ^ k0;
  let b = ((index / 4294967296) | 0 | (lane << 21)) ^ k1;
  a = Math.imul(a ^ (a >>> 16), 0x7feb352d);
  b = (b + (a ^ (a >>> 15))) | 0;
  b = Math.imul(b ^ (b >>> 16), 0x846ca68b);
  a = (a + (b ^ (b >>> 15))) | 0;
  a = Math.imul(a ^ k1 ^ (a >>> 16), 0x85ebca6b);
  b = (b + (a ^ (a >>> 15))) | 0;
  b = Math.imul(b ^ k0 ^ (b >>> 16), 0xc2b2ae35);
  a = (a + (b ^ (b >>> 15))) | 0;
  a = Math.imul(a ^ (a >>> 16), 0x31848bab);
  b = (b + (a ^ (a >>> 15))) | 0;
  b = Math.imul(b ^ (b >>> 16), 0xed5ad4bb);
  a ^= b ^ (b >>> 15);
  return ((a >>> 6) * 67108864 + (b >>> 6) + 0.5) * twoToMinus52;
}
