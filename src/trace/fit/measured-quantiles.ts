import { quantileText } from '../../scenario/index.js';

/** Knots of a fitted table of quantiles: every 128th part of the distribution. */
const cells = 128;

/** Returns the quantiles of a sample as the text of a field: the least, every 128th part, the greatest; of few, all values. */
export function measuredQuantiles(values: readonly number[]): string {
  const sorted = [...values].sort((a, b) => a - b);
  const last = Math.min(cells, sorted.length - 1);
  if (last === 0) return quantileText(sorted.slice(0, 1));
  return quantileText(Array.from({ length: last + 1 }, (_, i) => quantileAt(sorted, i / last)));
}

/** Returns the median; NaN of nothing. */
export function medianOf(values: readonly number[]): number {
  return quantileAt(
    [...values].sort((a, b) => a - b),
    0.5,
  );
}

/** Returns the quantile of a sorted sample, by a straight line between two values; NaN of nothing. */
export function quantileAt(sorted: readonly number[], p: number): number {
  const position = p * (sorted.length - 1);
  const below = sorted[Math.floor(position)] ?? NaN;
  const above = sorted[Math.ceil(position)] ?? NaN;
  return below + (position - Math.floor(position)) * (above - below);
}
