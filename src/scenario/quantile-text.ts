/** More knots than this say nothing more about a tail than the last one does. */
const mostKnots = 513;

/**
 * Returns the values of a table of quantiles: at 0, 1/n, 2/n ... 1 of the distribution, ascending, with straight lines
 * between them; a single value is a constant.
 *
 * @param text - numbers separated by commas, such as `80,95,140,300`
 */
export function parseQuantiles(text: string): number[] {
  return text.split(',').map(Number);
}

/**
 * Returns a table of quantiles as the text of a field.
 *
 * @param values - ascending
 * @param digits - significant digits that are kept [default 6]
 */
export function quantileText(values: readonly number[], digits = 6): string {
  return values.map((value) => String(Number(value.toPrecision(digits)))).join(',');
}

/** Returns whether a text is a table of quantiles with all values in a range. */
export function isQuantileTable(text: string, min: number, max: number): boolean {
  if (!/^[\d.]+(,[\d.]+)*$/.test(text)) return false;
  const values = parseQuantiles(text);
  if (values.length > mostKnots) return false;
  return values.every((value, i) => value >= min && value <= max && (i === 0 || value >= values[i - 1]!));
}
