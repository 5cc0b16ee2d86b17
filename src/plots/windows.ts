import * as Plot from '@observablehq/plot';
import { coinciding, sameNumbers } from './coincide.js';
import { svgElement } from './figure-element.js';
import type { FigureElement } from './figure-element.js';
import { figureWidth, frameFigure } from './frame.js';
import type { FigureOptions } from './frame.js';
import { axisText } from './log-axes.js';
import { threeDigits } from './numbers.js';
import { styleOf, windowColors } from './palette.js';
import { layRows, namesWidth, rowNames, rowRules } from './policy-rows.js';

/** How often rcuc was woken under one policy, by where the tick hit. */
export interface WakesByWindow {
  /** Id of the policy. */
  readonly policy: string;
  /** Wakes per second by window, in the order of the columns. */
  readonly windows: readonly { readonly window: string; readonly perSecond: number }[];
}

const header = 38;
const rowHeight = 26;

/**
 * Returns how often rcuc was woken, a row for each policy and a column for each window that a tick can hit. Every number is
 * written out; the bars of a column are drawn to that column's largest, which stands above it.
 * @param wakes - one for each policy, in the order of the rows; all with the same windows
 * @param options - document, provenance, and texts
 * @example
 * const svg = windowsFigure(wakesByWindow(comparison), { document, provenance: provenanceOf(comparison) });
 */
export function windowsFigure<E extends FigureElement>(wakes: readonly WakesByWindow[], options: FigureOptions<E>): E {
  const { document } = options;
  const width = figureWidth(options);
  const groups = coinciding(wakes, (a, b) => sameNumbers(a.windows, b.windows, ({ perSecond }) => [perSecond]));
  const namesX = namesWidth(groups, width);
  const { rows, height } = layRows(groups, rowHeight, namesX);
  const names = ['all windows', ...(wakes[0]?.windows ?? []).map(({ window }) => window)];
  const step = (width - namesX - 32) / names.length;
  const left = (column: number) => namesX + 20 + column * step;
  const cells = rows.flatMap((row) => {
    const values = row.group.leader.windows.map(({ perSecond }) => perSecond);
    return [values.reduce((sum, value) => sum + value, 0), ...values].map((value, column) => ({ row, column, value }));
  });
  const largest = names.map((_, column) =>
    cells.reduce((most, cell) => (cell.column === column ? Math.max(most, cell.value) : most), 0),
  );
  const bars = cells
    .filter(({ value }) => value > 0)
    .map(({ row, column, value }) => {
      const middle = header + row.top + row.height / 2;
      return {
        x1: left(column),
        x2: left(column) + Math.max(1.5, ((step - 14) * value) / (largest[column] ?? 1)),
        y1: middle - 8,
        y2: middle + 8,
        fill: column === 0 ? styleOf(row.group.leader.policy).color : (windowColors[names[column] ?? ''] ?? '#737a82'),
      };
    });
  const plot = Plot.plot({
    document: document as never,
    width,
    height: header + height + 8,
    margin: 0,
    x: { type: 'identity', axis: null },
    y: { type: 'identity', axis: null },
    marks: [
      Plot.ruleX(
        names.map((_, column) => left(column)),
        { y1: header - 6, y2: header + height, strokeOpacity: 0.25 },
      ),
      Plot.rect(bars, { x1: 'x1', x2: 'x2', y1: 'y1', y2: 'y2', fill: 'fill', fillOpacity: 0.38 }),
    ],
  }) as unknown as E;
  return frameFigure(options, {
    title: 'Wake-ups of rcuc by the window in which the tick hit',
    subtitle: 'wake-ups per second; each column has its own scale: its longest bar is the number above it',
    label: groups
      .map(({ leader, members }) => {
        const total = leader.windows.reduce((sum, { perSecond }) => sum + perSecond, 0);
        return `${members.map((m) => m.policy).join(', ')}: ${threeDigits(total)} per second`;
      })
      .join('; '),
    bodyHeight: header + height + 12,
    body: [
      plot,
      axisText(document, [16, header - 10], 'start', 'policy (equal ones share a row)'),
      ...names.flatMap((name, column) => [
        axisText(document, [left(column) + 4, header - 26], 'start', name, true),
        axisText(
          document,
          [left(column) + 4, header - 11],
          'start',
          largest[column] ? `≤ ${threeDigits(largest[column])} /s` : 'never',
        ),
      ]),
      svgElement(document, 'g', { transform: `translate(0, ${header})` }, [
        ...rowRules(document, rows, width),
        ...rows.flatMap((row) => rowNames(document, row)),
      ]),
      ...cells.map(({ row, column, value }) =>
        axisText(
          document,
          [left(column) + 4, header + row.top + row.height / 2 + 4],
          'start',
          value === 0 ? '0' : threeDigits(value),
          value !== 0,
        ),
      ),
    ],
  });
}
