/**
 * Returns the whole number that stands in `text` from `start` to `end`, in decimal or as `0x...`, or NaN.
 * Numbers that a double can't hold exactly give NaN as well.
 */
export function readInteger(text: string, start: number, end: number): number {
  const digits = end - start;
  if (digits === 0) return NaN;
  if (digits > 15 || text.charCodeAt(start + 1) === 0x78) return exact(readBigInteger(text, start, end));
  const negative = text.charCodeAt(start) === 0x2d;
  if (negative && digits === 1) return NaN;
  let value = 0;
  for (let at = negative ? start + 1 : start; at < end; at++) {
    const digit = text.charCodeAt(at) - 0x30;
    if (!(digit >= 0 && digit <= 9)) return NaN;
    value = value * 10 + digit;
  }
  return negative && value !== 0 ? -value : value;
}

/**
 * Returns a 64-bit sequence number as the signed number of the same bits, or NaN. The kernel starts its sequence a little
 * below zero, so early unsigned values lie just under 2^64, where doubles are 2048 apart; as signed numbers they are exact.
 */
export function readSequence(text: string, start: number, end: number): number {
  if (end - start <= 15) return readInteger(text, start, end);
  const value = readBigInteger(text, start, end);
  return value !== null && value >= 0n && value < 1n << 64n ? exact(BigInt.asIntN(64, value)) : NaN;
}

/** Returns the time that stands in `text` from `start` to `end` as digits with an optional fraction [s], or NaN. */
export function readSeconds(text: string, start: number, end: number): number {
  let value = 0;
  let scale = 0;
  for (let at = start; at < end; at++) {
    const digit = text.charCodeAt(at) - 0x30;
    if (digit >= 0 && digit <= 9) {
      value = value * 10 + digit;
      scale *= 10;
    } else if (digit === -2 && scale === 0 && at > start && at + 1 < end) scale = 1;
    else return NaN;
  }
  return end - start >= 1 && end - start <= 16 ? value / (scale || 1) : NaN;
}

/** Returns the whole number of any size up to 20 digits (or `0x` and 16) that stands in `text`, or null. */
export function readBigInteger(text: string, start: number, end: number): bigint | null {
  const written = text.slice(start, end);
  return /^(0x[0-9a-fA-F]{1,16}|-?\d{1,20})$/.test(written) ? BigInt(written) : null;
}

function exact(value: bigint | null): number {
  const number = value === null ? NaN : Number(value);
  return Number.isSafeInteger(number) ? number : NaN;
}
