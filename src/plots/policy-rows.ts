import type { Coinciding } from './coincide.js';
import { svgElement } from './figure-element.js';
import type { FigureDocument, FigureElement } from './figure-element.js';
import { styleOf } from './palette.js';
import { wrap } from './text-width.js';

const lineHeight = 14;
const size = 11.5;
const swatch = 26;

/** One row of a figure that lists policies: a group, its lines of text, and where it lies. */
export interface PolicyRow<T> {
  readonly group: Coinciding<T>;
  readonly lines: readonly string[];
  /** Upper edge [px]. */
  readonly top: number;
  /** Height [px]. */
  readonly height: number;
}

/**
 * Returns how wide the column of names must be [px] for no row to have more than five lines, within reason: many policies often
 * share a row.
 */
export function namesWidth(groups: readonly Coinciding<{ readonly policy: string }>[], figure: number): number {
  const widths = [0.24, 0.32, 0.4].map((share) => Math.round(figure * share));
  const fits = (width: number) =>
    groups.every(({ members }) => {
      const ids = members.map(({ policy }) => policy);
      return wrap(ids, ' = ', width - swatch - 8, size).length <= 5;
    });
  return widths.find(fits) ?? widths.at(-1) ?? 232;
}

/**
 * Returns a row for each group, one below the other, each high enough for the names of all its policies.
 * @param least - lowest height of a row [px]
 * @param width - of the column of names [px]
 */
export function layRows<T extends { readonly policy: string }>(
  groups: readonly Coinciding<T>[],
  least: number,
  width: number,
): { rows: PolicyRow<T>[]; height: number } {
  let top = 0;
  const rows = groups.map((group) => {
    const ids = group.members.map(({ policy }) => policy);
    const lines = wrap(ids, ' = ', width - swatch - 8, size);
    const row = { group, lines, top, height: Math.max(least, lines.length * lineHeight + 10) };
    top += row.height;
    return row;
  });
  return { rows, height: top };
}

/** Returns the names of a row, with a sample of its line, from x = 16 on, centred in the row. */
export function rowNames<E extends FigureElement, T extends { readonly policy: string }>(
  document: FigureDocument<E>,
  row: PolicyRow<T>,
): E[] {
  const style = styleOf(row.group.leader.policy);
  const middle = row.top + row.height / 2;
  const first = middle - ((row.lines.length - 1) * lineHeight) / 2;
  return [
    svgElement(document, 'line', {
      x1: 16,
      x2: 16 + swatch,
      y1: first,
      y2: first,
      stroke: style.color,
      'stroke-width': style.width,
      'stroke-dasharray': style.dash || undefined,
    }),
    ...row.lines.map((line, i) =>
      svgElement(document, 'text', { x: 24 + swatch, y: first + 4 + i * lineHeight, 'font-size': size }, [line]),
    ),
  ];
}

/** Returns the thin lines between rows. */
export function rowRules<E extends FigureElement, T>(
  document: FigureDocument<E>,
  rows: readonly PolicyRow<T>[],
  width: number,
): E[] {
  return rows.map(({ top, height }) =>
    svgElement(document, 'line', {
      x1: 16,
      x2: width - 16,
      y1: top + height,
      y2: top + height,
      stroke: 'currentColor',
      'stroke-opacity': '0.12',
    }),
  );
}
