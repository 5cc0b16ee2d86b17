import { svgElement } from '../../plots/figure-element.js';
import { axisText, shareLabels } from '../../plots/log-axes.js';
import { decades, logTicks, plainNumber } from '../../plots/numbers.js';
import type { Curve } from '../summary.js';

/** The part of the plane that is drawn: latencies [us] and the smallest share. */
export interface Domain {
  readonly xLow: number;
  readonly xHigh: number;
  readonly yLow: number;
}

/** Axes with their scales: what the curves are drawn on. */
export interface TailAxes {
  readonly domain: Domain;
  readonly width: number;
  readonly height: number;
  /** Edges of the area of the curves [px]. */
  readonly left: number;
  readonly right: number;
  readonly bottom: number;
  /** Pixels of a latency [us] and of a share, kept inside the area. */
  x(us: number): number;
  y(share: number): number;
  /** The latency at a place [us]. */
  us(px: number): number;
  /** Grid, ticks and labels. */
  readonly elements: readonly SVGElement[];
}

/** Room for the letters below the curves [px]. */
export const tagStrip = 46;

const plausible: Domain = { xLow: 0.1, xHigh: 1000, yLow: 1e-6 };

const decadeBelow = (value: number): number => Number(`1e${Math.floor(Math.log10(value) + 1e-9)}`);

const roundSteps = [1, 2, 5, 10];

/** The nearest of 1, 2, 5, 10 times a power of ten, at or above a value. */
function roundUp(value: number): number {
  const decade = decadeBelow(value);
  return decade * (roundSteps.find((step) => step * decade >= value) ?? 10);
}

/** The same, at or below a value. */
function roundDown(value: number): number {
  const decade = decadeBelow(value);
  return decade * (roundSteps.findLast((step) => step * decade <= value) ?? 1);
}

/**
 * Returns the domain that curves need, in round steps, so that small changes leave it as it is.
 * @param before - the domain on the screen: while a comparison goes on, it only grows
 * @param samples - how many samples a curve will have at the end; they set how rare a share can be seen
 */
export function domainOf(curves: readonly Curve[], before: Domain | null, samples: number, finished: boolean): Domain {
  const used = curves.filter(({ us }) => us.length > 0);
  if (used.length === 0) return before ?? plausible;
  const least = Math.min(...used.map(({ us }) => us[0] ?? Infinity));
  const most = Math.max(...used.map(({ maxUs }) => maxUs));
  const needed: Domain = {
    xLow: roundDown(least),
    xHigh: Math.max(roundUp(most * 1.05), roundDown(least) * 10),
    yLow: roundDown(Math.min(0.1, 0.6 / Math.max(10, samples))),
  };
  if (before === null || finished) return needed;
  const close = needed.yLow >= before.yLow && needed.yLow < 3 * before.yLow;
  return {
    xLow: Math.min(before.xLow, needed.xLow),
    xHigh: Math.max(before.xHigh, needed.xHigh),
    yLow: close ? before.yLow : needed.yLow,
  };
}

/** Returns whether two domains are drawn alike. */
export const sameDomain = (a: Domain, b: Domain): boolean =>
  a.xLow === b.xLow && a.xHigh === b.xHigh && a.yLow === b.yLow;

/** Returns log-log axes of latency and share for a width and height [px]. */
export function tailAxes(document: Document, domain: Domain, width: number, height: number): TailAxes {
  const narrow = width < 560;
  const left = narrow ? 40 : 104;
  const right = width - 26;
  const top = 26;
  const bottom = height - 40 - tagStrip;
  const perX = (right - left) / Math.log(domain.xHigh / domain.xLow);
  const perY = (bottom - top) / Math.log(1 / domain.yLow);
  const x = (us: number): number =>
    left + perX * Math.log(Math.min(domain.xHigh, Math.max(domain.xLow, us)) / domain.xLow);
  const y = (share: number): number => top - perY * Math.log(Math.max(domain.yLow, share));
  const make = (name: string, attributes: Readonly<Record<string, string | number>>): SVGElement =>
    svgElement(document as never, name, attributes) as unknown as SVGElement;
  const text = (...args: [readonly [number, number], 'start' | 'middle' | 'end', string, boolean?]): SVGElement =>
    axisText(document as never, ...args) as unknown as SVGElement;
  const xTicks = logTicks(domain.xLow, domain.xHigh, narrow ? 7 : 14);
  const exponents = decades(domain.yLow, 1).filter((exponent) => Number(`1e${exponent}`) >= domain.yLow);
  const grid = { stroke: 'currentColor', 'stroke-opacity': '0.12' };
  const labels = shareLabels(document as never, exponents, left - 8, y) as unknown as SVGElement[];
  return {
    domain,
    width,
    height,
    left,
    right,
    bottom,
    x,
    y,
    us: (px) => domain.xLow * Math.exp((px - left) / perX),
    elements: [
      ...xTicks.map((us) => make('line', { x1: x(us), x2: x(us), y1: top, y2: bottom, ...grid })),
      ...exponents.map((exponent) => {
        const at = y(Number(`1e${exponent}`));
        return make('line', { x1: left, x2: right, y1: at, y2: at, ...grid });
      }),
      make('line', { x1: left, x2: right, y1: bottom, y2: bottom, stroke: 'currentColor', 'stroke-opacity': '0.45' }),
      ...xTicks.map((us) => text([x(us), height - 24], 'middle', plainNumber(us), true)),
      ...(narrow ? labels.filter((_, index) => index % 2 === 0) : labels),
      text([4, 13], 'start', '↑ share of samples of x or more'),
      text([right, height - 6], 'end', 'latency x [µs] →'),
      text([left - 8, bottom + tagStrip - 12], 'end', narrow ? 'max' : 'largest sample'),
    ],
  };
}
