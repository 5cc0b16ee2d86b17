import * as Plot from '@observablehq/plot';
import { coinciding, sameNumbers } from './coincide.js';
import { pixels, svgElement } from './figure-element.js';
import type { FigureElement } from './figure-element.js';
import { figureWidth, frameFigure } from './frame.js';
import type { FigureOptions } from './frame.js';
import { axisText } from './log-axes.js';
import { grouped } from './numbers.js';
import { styleOf, windowColors } from './palette.js';
import { layRows, namesWidth, rowNames, rowRules } from './policy-rows.js';

/** The wakes of rcuc by ticks of one window: those of the recorded kernel, and those that would remain. */
export interface WindowWakes {
  readonly window: string;
  /** Ticks that hit the window. */
  readonly ticks: number;
  /** Those on which the recorded kernel woke rcuc. */
  readonly kernel: number;
  /** Those on which the policy would, at least and at most. */
  readonly fewest: number;
  readonly most: number;
}

/** What one policy would leave of a recorded kernel's wakes. */
export interface RemainingWakes {
  /** Id of the policy. */
  readonly policy: string;
  readonly windows: readonly WindowWakes[];
}

const header = 52;
const rowHeight = 30;
const gap = 16;

/**
 * Returns how many of a recorded kernel's wakes of rcuc would remain, a row for each policy and a column for each window
 * that a tick hit. The line through a column is the kernel's own count, a bar the fewest that would remain, its whisker the
 * most; every number is written out.
 * @param wakes - one for each policy, in the order of the rows; all of one recording, with the same windows
 * @param options - document, provenance, and texts
 * @example
 * const svg = remainingWakesFigure(remainingWakes(replayTrace(timeline, meta)), { document, provenance });
 */
export function remainingWakesFigure<E extends FigureElement>(
  wakes: readonly RemainingWakes[],
  options: FigureOptions<E>,
): E {
  const { document } = options;
  const hit = (wakes[0]?.windows ?? []).filter(({ ticks }) => ticks > 0);
  const names = hit.map(({ window }) => window);
  const columns = withSum(wakes[0], names);
  const width = figureWidth({ width: Math.max(options.width ?? 960, narrowest(columns.length)) });
  const groups = coinciding(wakes, (a, b) =>
    sameNumbers(withSum(a, names), withSum(b, names), ({ kernel, fewest, most }) => [kernel, fewest, most]),
  );
  const namesX = namesWidth(groups, width);
  const { rows, height } = layRows(groups, rowHeight, namesX);
  const step = (width - namesX - 32) / Math.max(1, columns.length);
  const left = (column: number) => namesX + 20 + column * step;
  const cells = rows.flatMap((row) =>
    withSum(row.group.leader, names).map((counts, column) => ({ row, column, counts })),
  );
  const largest = columns.map(({ kernel }, column) =>
    cells.reduce((most, cell) => (cell.column === column ? Math.max(most, cell.counts.most) : most), kernel),
  );
  const reach = (column: number, count: number) => ((step - gap) * count) / Math.max(1, largest[column] ?? 1);
  const colorOf = (column: number, policy: string) =>
    column === 0 ? styleOf(policy).color : (windowColors[columns[column]?.window ?? ''] ?? windowColors['other']);
  const drawn = cells.map(({ row, column, counts }) => ({
    x1: left(column),
    x2: left(column) + Math.max(counts.fewest > 0 ? 1.5 : 0, reach(column, counts.fewest)),
    end: left(column) + reach(column, counts.most),
    middle: header + row.top + row.height / 2,
    color: colorOf(column, row.group.leader.policy),
    counts,
  }));
  const kernelLines = columns.flatMap(({ kernel }, column) =>
    kernel > 0 ? [{ x: left(column) + reach(column, kernel) }] : [],
  );
  const plot = Plot.plot({
    document: document as never,
    width,
    height: header + height + 8,
    margin: 0,
    x: { type: 'identity', axis: null },
    y: { type: 'identity', axis: null },
    marks: [
      Plot.ruleX(
        columns.map((_, column) => left(column)),
        { y1: header - 4, y2: header + height, strokeOpacity: 0.25 },
      ),
      Plot.rect(
        drawn.filter(({ counts }) => counts.fewest > 0),
        {
          x1: 'x1',
          x2: 'x2',
          y1: ({ middle }: { middle: number }) => middle - 10,
          y2: ({ middle }: { middle: number }) => middle + 10,
          fill: 'color',
          fillOpacity: 0.38,
        },
      ),
      Plot.ruleX(kernelLines, {
        x: 'x',
        y1: header - 4,
        y2: header + height,
        strokeWidth: 1.4,
        strokeDasharray: '5 2',
        strokeOpacity: 0.75,
      }),
    ],
  }) as unknown as E;
  const whiskers = drawn
    .filter(({ counts }) => counts.most > counts.fewest)
    .map(({ x2, end, middle, color }) =>
      svgElement(document, 'path', {
        d: `M${pixels(x2)},${pixels(middle + 7)}H${pixels(end)}M${pixels(end)},${pixels(middle + 4)}v6`,
        fill: 'none',
        stroke: color,
        'stroke-width': 1.6,
      }),
    );
  return frameFigure(
    { ...options, width },
    {
      title: 'Wake-ups of rcuc that would remain of a recorded kernel’s',
      subtitle:
        'dashed line: the kernel’s own; bar: the fewest that would remain, whisker: the most; each column has its scale',
      label: labelOf(groups, columns[0]),
      bodyHeight: header + height + 8,
      body: [
        plot,
        axisText(document, [16, header - 10], 'start', 'policy (equal ones share a row)'),
        ...columns.flatMap(({ window, ticks, kernel }, column) => [
          axisText(document, [left(column) + 4, header - 40], 'start', window, true),
          axisText(document, [left(column) + 4, header - 25], 'start', `kernel ${grouped(kernel)}`),
          axisText(document, [left(column) + 4, header - 11], 'start', `of ${grouped(ticks)} ticks`),
        ]),
        svgElement(document, 'g', { transform: `translate(0, ${header})` }, [
          ...rowRules(document, rows, width),
          ...rows.flatMap((row) => rowNames(document, row)),
        ]),
        ...whiskers,
        ...drawn.map(({ x1, middle, counts }) =>
          axisText(document, [x1 + 4, middle + 1], 'start', boundsText(counts), counts.most > 0),
        ),
      ],
    },
  );
}

/** Below this width the numbers of columns would run into each other [px]. */
function narrowest(columns: number): number {
  return 300 + 86 * columns;
}

/** Returns the counts of the named windows behind those of all together. */
function withSum(wakes: RemainingWakes | undefined, names: readonly string[]): WindowWakes[] {
  if (wakes === undefined) return [];
  const all = { window: 'all windows', ticks: 0, kernel: 0, fewest: 0, most: 0 };
  for (const { ticks, kernel, fewest, most } of wakes.windows) {
    all.ticks += ticks;
    all.kernel += kernel;
    all.fewest += fewest;
    all.most += most;
  }
  return [all, ...names.flatMap((name) => wakes.windows.find(({ window }) => window === name) ?? [])];
}

function boundsText({ fewest, most }: Pick<WindowWakes, 'fewest' | 'most'>): string {
  return fewest === most ? grouped(fewest) : `${grouped(fewest)}–${grouped(most)}`;
}

function labelOf(
  groups: readonly { readonly leader: RemainingWakes; readonly members: readonly RemainingWakes[] }[],
  kernel: WindowWakes | undefined,
): string {
  const own = kernel === undefined ? '' : `the kernel: ${grouped(kernel.kernel)} of ${grouped(kernel.ticks)} ticks; `;
  const remain = groups.map(({ leader, members }) => {
    const [all] = withSum(leader, []);
    return `${members.map(({ policy }) => policy).join(', ')}: ${boundsText(all ?? { fewest: 0, most: 0 })}`;
  });
  return own + remain.join('; ');
}
