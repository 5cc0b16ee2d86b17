const view = new DataView(new ArrayBuffer(8));

/** Returns the 64 bits of a double as 16 hex digits. */
export function bitsOf(value: number): string {
  view.setFloat64(0, value);
  return view.getBigUint64(0).toString(16).padStart(16, '0');
}

/** Returns how many doubles apart two numbers of the same sign are. */
export function ulpsBetween(a: number, b: number): number {
  view.setFloat64(0, a);
  const bitsA = view.getBigInt64(0);
  view.setFloat64(0, b);
  return Math.abs(Number(bitsA - view.getBigInt64(0)));
}

/** Returns the double with these high and low words. */
export function doubleOf(high: number, low: number): number {
  view.setUint32(0, high);
  view.setUint32(4, low);
  return view.getFloat64(0);
}
