const mantissas = [1, 1.2, 1.5, 1.8, 2, 2.5, 3, 3.5, 4, 5, 6, 7, 8, 9] as const;

/** What a row of round numbers looks like. */
export interface RoundNumbersOptions {
  /** Begin with 0, which no logarithmic scale has. */
  readonly zero?: boolean;
  /** Leave out what is not an integer. */
  readonly integer?: boolean;
}

/**
 * Returns the round numbers from `least` to `most`, both included, fourteen a decade: the stops of a slider that moves
 * evenly on a logarithmic scale and always stands on a number one would say aloud.
 * @param least - the smallest, above 0
 * @param most - the largest
 * @example
 * roundNumbers(1, 5, { zero: true, integer: true }); // [0, 1, 2, 3, 4, 5]
 */
export function roundNumbers(least: number, most: number, options: RoundNumbersOptions = {}): readonly number[] {
  const found = new Set(options.zero === true ? [0, least, most] : [least, most]);
  for (let exponent = Math.floor(Math.log10(least)); exponent <= Math.floor(Math.log10(most)); exponent++) {
    for (const mantissa of mantissas) {
      const value = Number(`${mantissa}e${exponent}`);
      if (value > least && value < most && !(options.integer === true && !Number.isInteger(value))) found.add(value);
    }
  }
  return [...found].sort((a, b) => a - b);
}

/** Returns the index of the stop that is nearest to a value, on a logarithmic scale where both are above 0. */
export function nearestStop(stops: readonly number[], value: number): number {
  const distance = (stop: number): number =>
    stop > 0 && value > 0 ? Math.abs(Math.log(stop / value)) : stop === value ? 0 : Infinity;
  return stops.reduce((best, stop, index) => (distance(stop) < distance(stops[best] ?? 0) ? index : best), 0);
}
