import { pixels, svgElement } from './figure-element.js';
import type { FigureDocument, FigureElement } from './figure-element.js';
import { axisText } from './log-axes.js';
import { hues } from './palette.js';

/** Returns a recorded kernel's number with its interval, as a line with a dot. */
export function intervalMark<E extends FigureElement>(
  document: FigureDocument<E>,
  y: number,
  low: number,
  kernel: number,
  high: number,
): E[] {
  return [
    svgElement(document, 'path', {
      d: `M${pixels(low)},${pixels(y - 4)}v8M${pixels(low)},${pixels(y)}H${pixels(high)}M${pixels(high)},${pixels(y - 4)}v8`,
      fill: 'none',
      stroke: 'currentColor',
      'stroke-width': 1.6,
    }),
    svgElement(document, 'circle', { cx: kernel, cy: y, r: 2.6, fill: 'currentColor' }),
  ];
}

/** Returns the model's number as a diamond: hollow where it lies in the interval, filled where it doesn't. */
export function modelMark<E extends FigureElement>(
  document: FigureDocument<E>,
  x: number,
  y: number,
  inside: boolean,
): E {
  const color = inside ? hues.blue : hues.crimson;
  return svgElement(document, 'path', {
    d: `M${pixels(x)},${pixels(y - 6)}l6,6l-6,6l-6,-6z`,
    fill: inside ? 'none' : color,
    stroke: color,
    'stroke-width': 1.8,
  });
}

/** Returns the key of both marks, in a line at the top of the body. */
export function kernelAndModelKey<E extends FigureElement>(document: FigureDocument<E>, left: number): E[] {
  return [
    ...intervalMark(document, 12, left, left + 14, left + 28),
    axisText(document, [left + 36, 16], 'start', 'kernel, 95% interval', true),
    modelMark(document, left + 190, 12, true),
    axisText(document, [left + 204, 16], 'start', 'model, inside', true),
    modelMark(document, left + 310, 12, false),
    axisText(document, [left + 324, 16], 'start', 'model, outside', true),
  ];
}
