import { svgElement } from './figure-element.js';
import type { FigureDocument, FigureElement } from './figure-element.js';
import { muted } from './frame.js';
import type { PolicyStyle } from './palette.js';
import { symbolAt } from './measured-marks.js';
import { wrap } from './text-width.js';

/** One line of a key: a drawn curve, its tag, its headline value, and everyone who shares it. */
export interface KeyEntry {
  /** Letter that marks the curve in the figure. */
  readonly tag: string;
  /** Policies, by id. */
  readonly policies: readonly string[];
  readonly style: PolicyStyle;
  /** Drawn over the sample of the line: what marks a measured curve. */
  readonly symbol?: string | null;
  /** Said below the names. */
  readonly details?: string;
  /** Headline value with its unit. */
  readonly value: string;
}

const lineHeight = 15;
const gap = 7;
const size = 11.5;
const detailSize = 10.5;
const namesX = 128;

/** Returns the letters A, B, .. Z, AA, AB, .. that tag the groups of a figure, in order. */
export function tagOf(index: number): string {
  const letter = String.fromCharCode(65 + (index % 26));
  return index < 26 ? letter : tagOf(Math.trunc(index / 26) - 1) + letter;
}

/** Returns a ring with a letter in it, in the curve's colour. */
export function tagMark<E extends FigureElement>(
  document: FigureDocument<E>,
  tag: string,
  color: string,
  x: number,
  y: number,
): E {
  return svgElement(document, 'g', { transform: `translate(${Math.round(x * 10) / 10}, ${Math.round(y * 10) / 10})` }, [
    svgElement(document, 'circle', { r: 8, fill: color, 'fill-opacity': '0.14', stroke: color, 'stroke-width': 1.4 }),
    svgElement(
      document,
      'text',
      { y: 3.6, 'text-anchor': 'middle', 'font-size': tag.length > 1 ? 8 : 10, 'font-weight': '600' },
      [tag],
    ),
  ]);
}

/**
 * Returns the key of a figure and the height it takes: tag, line sample, headline value, and the names of all policies drawn
 * by that line.
 * @param heading - what the headline value is, with its unit
 */
export function drawKey<E extends FigureElement>(
  document: FigureDocument<E>,
  entries: readonly KeyEntry[],
  heading: string,
  width: number,
): { element: E; height: number } {
  const children: E[] = [
    svgElement(document, 'text', { x: 118, y: 10, 'text-anchor': 'end', 'font-size': 10.5, ...muted }, [heading]),
    svgElement(document, 'text', { x: namesX, y: 10, 'font-size': 10.5, ...muted }, [
      'policy (equal curves share a line)',
    ]),
  ];
  let y = 30;
  for (const entry of entries) {
    const { style, symbol = null, details = '' } = entry;
    const lines = wrap(entry.policies, ' = ', width - namesX, size);
    const said = details === '' ? [] : wrap(details.split(' '), ' ', width - namesX, detailSize);
    children.push(
      tagMark(document, entry.tag, style.color, 9, y - 4),
      svgElement(document, 'line', {
        x1: 24,
        x2: 58,
        y1: y - 4,
        y2: y - 4,
        stroke: style.color,
        'stroke-width': style.width,
        'stroke-dasharray': style.dash || undefined,
      }),
      ...(symbol === null ? [] : [symbolAt(document, symbol, style.color, 41, y - 4)]),
      svgElement(document, 'text', { x: 118, y, 'text-anchor': 'end', 'font-size': size, 'font-weight': '600' }, [
        entry.value,
      ]),
      ...lines.map((line, i) =>
        svgElement(document, 'text', { x: namesX, y: y + i * lineHeight, 'font-size': size }, [line]),
      ),
      ...said.map((line, i) =>
        svgElement(
          document,
          'text',
          { x: namesX, y: y + (lines.length + i) * lineHeight - 1, 'font-size': detailSize, ...muted },
          [line],
        ),
      ),
    );
    y += Math.max(1, lines.length + said.length) * lineHeight + gap;
  }
  return { element: svgElement(document, 'g', {}, children), height: y - lineHeight };
}
