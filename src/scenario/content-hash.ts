/**
 * Returns a 64-bit hash of a text as 16 hexadecimal digits: the same on every machine, well mixed, but no protection
 * against someone who wants two texts to collide.
 *
 * Two 32-bit lanes, each step a bijection of the pair (nothing is lost along a text), with a different odd multiplier a
 * lane; at the end the lanes are mixed into each other by the finalizer of MurmurHash3.
 */
export function contentHash(text: string): string {
  let a = 0x9e3779b9;
  let b = 0x85ebca6b;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    a = Math.imul(rotate(a ^ unit, 13), 0xcc9e2d51);
    b = Math.imul(rotate(b ^ a ^ unit, 17), 0x1b873593);
  }
  a = finalize(a ^ text.length);
  b = finalize(b ^ a);
  a = finalize((a + b) | 0);
  return hex(a) + hex(b);
}

function rotate(word: number, bits: number): number {
  return (word << bits) | (word >>> (32 - bits));
}

function finalize(word: number): number {
  let h = word;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}

function hex(word: number): string {
  return (word >>> 0).toString(16).padStart(8, '0');
}
