import * as Plot from '@observablehq/plot';
import { coinciding, sameNumbers } from './coincide.js';
import { pixels, svgElement } from './figure-element.js';
import type { FigureElement } from './figure-element.js';
import { figureWidth, frameFigure } from './frame.js';
import type { FigureOptions } from './frame.js';
import { drawKey, tagMark, tagOf } from './key.js';
import { axisText, shareLabels } from './log-axes.js';
import { decades, logTicks, plainNumber, threeDigits } from './numbers.js';
import { curveStyle, curveSymbols, measuredMarks } from './measured-marks.js';
import type { PolicyStyle } from './palette.js';
import { placeTags } from './place-tags.js';
import { bandPoints, drawnPoints, lastShare, tailExtent } from './tail-points.js';
import type { TailCurve } from './tail-points.js';

/** What the figure of the tails takes. */
export interface TailOptions<E extends FigureElement = FigureElement> extends FigureOptions<E> {
  /** Height of the diagram [px, default 470]. */
  readonly height?: number;
}

const margin = { left: 104, right: 16, top: 12, bottom: 40 };
const strip = 54;

/**
 * Returns the survival curve of the latency of every policy on log-log axes: how rare is a sample of x or more? Bands
 * are confidence intervals; the largest sample of each is marked below the curves and listed in the key, worst first.
 * Policies whose samples are the same share one curve and one line of the key.
 * @param curves - one for each policy
 * @param options - document, provenance, and texts
 * @example
 * const svg = tailFigure(tailCurves(comparison), { document, provenance: provenanceOf(comparison) });
 */
export function tailFigure<E extends FigureElement>(curves: readonly TailCurve[], options: TailOptions<E>): E {
  const { document } = options;
  const width = figureWidth(options);
  const beside = width >= 820;
  const plotWidth = beside ? Math.round(width * 0.62) : width;
  const height = options.height ?? 470;
  const right = plotWidth - margin.right;
  const curvesBottom = height - margin.bottom - strip;
  const groups = coinciding(
    curves,
    (a, b) =>
      a.maxUs === b.maxUs &&
      (a.measured === undefined) === (b.measured === undefined) &&
      sameNumbers(a.points, b.points, ({ us, p }) => [us, p]),
  ).sort((a, b) => b.leader.maxUs - a.leader.maxUs);
  const extent = tailExtent(curves);
  const { xLow, xHigh, yLow } = extent;
  const perX = (right - margin.left) / Math.log(xHigh / xLow);
  const perY = (curvesBottom - margin.top) / Math.log(1 / yLow);
  const xOf = (us: number) => margin.left + perX * Math.log(Math.max(xLow, us) / xLow);
  const yOf = (share: number) => margin.top - perY * Math.log(Math.max(yLow, share));
  const xTicks = logTicks(xLow, xHigh);
  const yTicks = decades(yLow, 1).filter((exponent) => Number(`1e${exponent}`) >= yLow);
  const symbols = curveSymbols(groups.map(({ leader }) => leader));
  const drawn = groups.map(({ leader }) => ({
    style: curveStyle(leader),
    points: drawnPoints(leader, extent, { us: Math.exp(0.9 / perX), p: Math.exp(0.9 / perY) }),
  }));
  const plot = Plot.plot({
    document: document as never,
    width: plotWidth,
    height,
    marginLeft: margin.left,
    marginRight: margin.right,
    marginTop: margin.top,
    marginBottom: margin.bottom,
    x: { type: 'log', domain: [xLow, xHigh], axis: null },
    y: { type: 'log', domain: [yLow, 1], insetBottom: strip, axis: null },
    marks: [
      Plot.gridX(xTicks, { strokeOpacity: 0.1 }),
      Plot.gridY(
        yTicks.map((exponent) => Number(`1e${exponent}`)),
        { strokeOpacity: 0.1 },
      ),
      drawn.map(({ style, points }) =>
        Plot.areaY(bandPoints(points, Math.exp(2 / perY)), {
          x: 'us',
          y1: 'low',
          y2: 'high',
          curve: 'step-before',
          fill: style.color,
          fillOpacity: Math.min(0.1, Math.max(0.06, 0.5 / drawn.length)),
        }),
      ),
      [...drawn].sort(wideAndSolidFirst).map(({ style, points }) =>
        Plot.lineY(points, {
          x: 'us',
          y: 'p',
          curve: 'step-before',
          stroke: style.color,
          strokeWidth: style.width,
          strokeDasharray: style.dash || 'none',
          strokeLinecap: 'butt',
        }),
      ),
      Plot.ruleY([yLow], { strokeOpacity: 0.35 }),
    ],
  }) as unknown as E;
  const wanted = groups.map(({ leader }) => xOf(leader.maxUs));
  const places = placeTags([...wanted].reverse(), [margin.left + 9, right - 3]).reverse();
  const tagY = curvesBottom + strip - 14;
  const ends = groups.flatMap(({ leader }, i) => {
    const { color } = curveStyle(leader);
    const [x, place] = [wanted[i] ?? 0, places[i] ?? 0];
    const end = yOf(lastShare(leader));
    const d = `M${pixels(x)},${pixels(end)}V${pixels(curvesBottom + 6)}L${pixels(place)},${pixels(tagY - 9)}`;
    return [
      svgElement(document, 'path', { d, fill: 'none', stroke: color, 'stroke-opacity': '0.6', 'stroke-width': 1 }),
      svgElement(document, 'circle', { cx: x, cy: end, r: 3, fill: color }),
      tagMark(document, tagOf(i), color, place, tagY),
    ];
  });
  const key = drawKey(
    document,
    groups.map(({ leader, members }, i) => ({
      tag: tagOf(i),
      policies: members.map(({ policy }) => policy),
      style: curveStyle(leader),
      symbol: symbols[i] ?? null,
      details: leader.measured?.facts ?? '',
      value: maxText(leader),
    })),
    'max [µs]',
    beside ? width - plotWidth - 32 : width - 48,
  );
  const keyPlace = beside ? `translate(${plotWidth + 16}, 16)` : `translate(24, ${height + 18})`;
  const tickY = height - margin.bottom + 16;
  return frameFigure(options, {
    title: 'Latency seen by the guest: how rare is a sample of x or more?',
    subtitle: `shaded: confidence bands; a letter marks the largest sample of each curve${curves.some((c) => c.measured) ? '; with symbols: measured' : ''}`,
    label: groups
      .map(({ leader, members }) => `${members.map((m) => m.policy).join(', ')}: max ${maxText(leader)} µs`)
      .join('; '),
    bodyHeight: beside ? Math.max(height, key.height + 24) : height + key.height + 30,
    body: [
      plot,
      ...xTicks.map((us) => axisText(document, [xOf(us), tickY], 'middle', plainNumber(us), true)),
      ...shareLabels(document, yTicks, margin.left - 8, yOf),
      ...groups.flatMap(({ leader }, i) =>
        measuredMarks(document, leader, symbols[i] ?? null, drawn[i]?.points ?? [], [xOf, yOf]),
      ),
      ...ends,
      axisText(document, [16, 2], 'start', '↑ share of samples that reach x'),
      axisText(document, [right, tickY + 18], 'end', 'latency x [µs] →'),
      axisText(document, [margin.left - 8, tagY + 4], 'end', 'largest sample'),
      svgElement(document, 'g', { transform: keyPlace }, [key.element]),
    ],
  });
}

function maxText({ maxUs, measured }: TailCurve): string {
  return `${measured?.maxKnown === false ? '≥ ' : ''}${threeDigits(maxUs)}`;
}

/** What is drawn later lies on top: there dashes leave room to see what lies below them. */
function wideAndSolidFirst(a: { style: PolicyStyle }, b: { style: PolicyStyle }): number {
  return Number(a.style.dash !== '') - Number(b.style.dash !== '') || b.style.width - a.style.width;
}
