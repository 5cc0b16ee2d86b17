import { svgElement } from './figure-element.js';
import type { FigureDocument, FigureElement } from './figure-element.js';
import { muted } from './frame.js';
import { powerOfTen } from './numbers.js';

const quantileNames = ['', 'p90', 'p99', 'p99.9', 'p99.99', 'p99.999', 'p99.9999', 'p99.99999'];

/** Returns the name of the quantile above which a share of 10^exponent lies, or an empty text. */
export function quantileName(exponent: number): string {
  return quantileNames[-exponent] ?? '';
}

/** Returns a text element of an axis. */
export function axisText<E extends FigureElement>(
  document: FigureDocument<E>,
  [x, y]: readonly [number, number],
  anchor: 'start' | 'middle' | 'end',
  content: string,
  strong = false,
): E {
  return svgElement(document, 'text', { x, y, 'text-anchor': anchor, 'font-size': 11, ...(strong ? {} : muted) }, [
    content,
  ]);
}

/**
 * Returns the labels of a logarithmic axis of shares: the quantile and, beside it, the share as a power of ten. Where a row of
 * labels is less than 16 px high, every second one is left out.
 * @param exponents - the decades that have a grid line
 * @param right - right edge of the labels [px]
 * @param yOf - vertical place of a share [px]
 */
export function shareLabels<E extends FigureElement>(
  document: FigureDocument<E>,
  exponents: readonly number[],
  right: number,
  yOf: (share: number) => number,
): E[] {
  const place = (exponent: number) => yOf(Number(`1e${exponent}`));
  const every = Math.abs(place(-1) - place(0)) < 16 ? 2 : 1;
  return exponents
    .filter((exponent) => exponent % every === 0)
    .flatMap((exponent) => [
      axisText(document, [right, place(exponent) + 4], 'end', powerOfTen(exponent), true),
      axisText(document, [right - 34, place(exponent) + 4], 'end', quantileName(exponent)),
    ]);
}
