/**
 * Returns one duration of a measured distribution: the inverse of its distribution function, with straight lines between
 * the quantiles of the table; an integer number of nanoseconds. Only + - * / are used: same bits everywhere.
 *
 * @param quantilesNs - values at 0, 1/n, 2/n ... 1, ascending [ns, 0..2^52, at least two]
 * @param u - uniform number [none, 0 < u < 1]
 * @example
 * sampleQuantiles(Float64Array.of(0, 10, 100), 0.75); // 55
 */
export function sampleQuantiles(quantilesNs: Float64Array, u: number): number {
  const position = u * (quantilesNs.length - 1);
  const cell = position | 0;
  const low = quantilesNs[cell]!;
  return Math.floor(low + (position - cell) * (quantilesNs[cell + 1]! - low) + 0.5);
}

/** Returns the values of a table of quantiles as `sampleQuantiles` takes them; throws for anything else. */
export function quantileTable(valuesNs: readonly number[]): Float64Array {
  if (valuesNs.length < 2)
    throw new RangeError(`table of quantiles too short (2 or more expected): ${valuesNs.length}`);
  valuesNs.forEach((value, i) => {
    const ascends = i === 0 || value >= valuesNs[i - 1]!;
    if (!(value >= 0 && value <= 4503599627370496 && ascends)) {
      throw new RangeError(`invalid quantile (ascending ns 0..2^52 expected): ${value} at ${i}`);
    }
  });
  return Float64Array.from(valuesNs);
}
