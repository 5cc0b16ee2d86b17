import * as Plot from '@observablehq/plot';
import { coinciding, sameNumbers } from './coincide.js';
import { pixels, svgElement } from './figure-element.js';
import type { FigureElement } from './figure-element.js';
import { figureWidth, frameFigure } from './frame.js';
import type { FigureOptions } from './frame.js';
import { axisText } from './log-axes.js';
import { duration, logTicks, plainDuration, threeDigits } from './numbers.js';
import { styleOf } from './palette.js';
import { layRows, namesWidth, rowNames, rowRules } from './policy-rows.js';

/** The grace periods of one length. */
export interface GracePeriodBin {
  /** Shortest of them [ms]. */
  readonly lowMs: number;
  /** Longest of them [ms]. */
  readonly highMs: number;
  readonly count: number;
}

/** How long the grace periods were under one policy. */
export interface GracePeriodDistribution {
  /** Id of the policy. */
  readonly policy: string;
  /** By rising length. */
  readonly bins: readonly GracePeriodBin[];
  /** Grace periods in all. */
  readonly count: number;
  /** Half of them were at most this long [ms]. */
  readonly p50Ms: number;
  /** The longest [ms]. */
  readonly maxMs: number;
}

const numbersWidth = 188;
const header = 22;
const footer = 36;
const rowHeight = 38;

/**
 * Returns how long the grace periods were, one row a policy: bars show the share of each length on a logarithmic scale, so
 * that a single long one is seen beside thousands of short ones; median, longest and number stand beside them.
 * @param distributions - one for each policy, in the order of the rows
 * @param options - document, provenance, and texts
 * @example
 * const svg = gracePeriodFigure(gracePeriodDistributions(comparison), { document, provenance: provenanceOf(comparison) });
 */
export function gracePeriodFigure<E extends FigureElement>(
  distributions: readonly GracePeriodDistribution[],
  options: FigureOptions<E>,
): E {
  const { document } = options;
  const width = figureWidth(options);
  const groups = coinciding(distributions, (a, b) =>
    sameNumbers([...a.bins], [...b.bins], ({ lowMs, highMs, count }) => [lowMs, highMs, count]),
  );
  const names = namesWidth(groups, width);
  const { rows, height } = layRows(groups, rowHeight, names);
  const [left, right] = [names + 16, width - numbersWidth];
  const { low, high, rarest } = extent(distributions);
  const xOf = (ms: number) => left + ((right - left) * Math.log(ms / low)) / Math.log(high / low);
  const ticks = logTicks(low, high, 10);
  const bars = rows.flatMap(({ group: { leader }, top, height: room }) => {
    const { base, reach } = barRoom(top, room);
    return leader.bins
      .filter(({ count }) => count > 0)
      .map((bin) => {
        const share = bin.count / leader.count;
        const level = 0.12 + 0.88 * (1 - Math.log(share) / Math.log(rarest));
        const x = xOf(Math.max(low, bin.lowMs));
        return {
          x1: x,
          x2: Math.max(x + 2, xOf(bin.highMs) - 0.6),
          y1: base,
          y2: base - reach * level,
          fill: styleOf(leader.policy).color,
        };
      });
  });
  const plot = Plot.plot({
    document: document as never,
    width,
    height: header + height + footer,
    margin: 0,
    x: { type: 'identity', axis: null },
    y: { type: 'identity', axis: null },
    marks: [
      Plot.ruleX(ticks.map(xOf), { y1: header - 4, y2: header + height + 5, strokeOpacity: 0.1 }),
      Plot.rect(bars, { x1: 'x1', x2: 'x2', y1: 'y1', y2: 'y2', fill: 'fill', fillOpacity: 0.8 }),
    ],
  }) as unknown as E;
  const medians = rows.flatMap(({ group: { leader }, top, height: room }) => {
    if (leader.count === 0) return [axisText(document, [left, header + top + room / 2 + 4], 'start', 'none ended')];
    const [x, y] = [xOf(leader.p50Ms), barRoom(top, room).base + 2];
    return [
      svgElement(document, 'path', { d: `M${pixels(x - 4)},${y + 5}L${pixels(x)},${y}L${pixels(x + 4)},${y + 5}Z` }),
    ];
  });
  const columns = [right + 64, right + 122, width - 16] as const;
  const numbers = rows.flatMap(({ group: { leader }, top, height: room }) => {
    const y = header + top + room / 2 + 4;
    const texts = [duration(leader.p50Ms), duration(leader.maxMs), threeDigits(leader.count)];
    if (leader.count === 0) texts.splice(0, 2, '–', '–');
    return texts.map((text, i) => axisText(document, [columns[i] ?? 0, y], 'end', text, true));
  });
  return frameFigure(options, {
    title: 'Length of grace periods',
    subtitle: 'height of a bar: share of that length, on a log scale on which a single one is still seen; ▲ median',
    label: groups
      .map(({ leader, members }) =>
        leader.count === 0
          ? `${members.map((m) => m.policy).join(', ')}: no grace period ended`
          : `${members.map((m) => m.policy).join(', ')}: median ${duration(leader.p50Ms)}, longest ${duration(leader.maxMs)}`,
      )
      .join('; '),
    bodyHeight: header + height + footer,
    body: [
      plot,
      axisText(document, [16, header - 10], 'start', 'policy (equal ones share a row)'),
      ...['median', 'longest', 'number'].map((text, i) =>
        axisText(document, [columns[i] ?? 0, header - 10], 'end', text),
      ),
      svgElement(document, 'g', { transform: `translate(0, ${header})` }, [
        ...rowRules(document, rows, width),
        ...rows.flatMap((row) => rowNames(document, row)),
      ]),
      ...medians,
      ...numbers,
      ...ticks.map((ms) => axisText(document, [xOf(ms), header + height + 18], 'middle', plainDuration(ms), true)),
      axisText(document, [right, header + height + 34], 'end', 'length of a grace period [ms, log] →'),
    ],
  });
}

/** The base line of a row's bars, and how high the highest reaches [px]: in the row's middle, and not too high in a high row. */
function barRoom(top: number, room: number): { base: number; reach: number } {
  const reach = Math.min(60, room * 0.74);
  return { base: header + top + room / 2 + reach / 2 - 3, reach };
}

function extent(distributions: readonly GracePeriodDistribution[]): { low: number; high: number; rarest: number } {
  let [low, high, most] = [Infinity, 0, 1];
  for (const { bins, maxMs, count } of distributions) {
    high = Math.max(high, maxMs, ...bins.map((bin) => bin.highMs));
    most = Math.max(most, count);
    for (const bin of bins) if (bin.count > 0) low = Math.min(low, Math.max(bin.lowMs, bin.highMs / 2));
  }
  if (!(high > 0)) return { low: 1, high: 1000, rarest: 0.1 };
  return { low: Math.min(low, high / 4) * 0.9, high: high * 1.15, rarest: Math.min(0.1, 1 / most) };
}
