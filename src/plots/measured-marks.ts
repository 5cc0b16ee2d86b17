import { pixels, svgElement } from './figure-element.js';
import type { FigureDocument, FigureElement } from './figure-element.js';
import { hues, styleOf } from './palette.js';
import type { PolicyStyle } from './palette.js';
import type { TailCurve, TailPoint } from './tail-points.js';

/** Open symbols around (0, 0), about 8 px wide: they tell measured curves from simulated ones and from each other. */
const shapes = [
  'M-4,0a4,4 0 1,0 8,0a4,4 0 1,0 -8,0Z',
  'M-3.6,-3.6H3.6V3.6H-3.6Z',
  'M0,-4.6L4.4,3.2H-4.4Z',
  'M0,-4.8L4.8,0L0,4.8L-4.8,0Z',
] as const;

/** Room between two symbols of a curve [px]. */
const spacing = 22;

/** Returns how a curve is drawn: a policy as everywhere, a measurement as a thin line in the colour of the text. */
export function curveStyle({ policy, measured }: TailCurve): PolicyStyle {
  return measured === undefined ? styleOf(policy) : { color: hues.ink, dash: '', width: 1.1 };
}

/** Returns a symbol for each measured curve and null for each simulated one. */
export function curveSymbols(curves: readonly TailCurve[]): (string | null)[] {
  let measured = 0;
  return curves.map((curve) => (curve.measured === undefined ? null : (shapes[measured++ % shapes.length] ?? null)));
}

/** Returns a symbol at a place. */
export function symbolAt<E extends FigureElement>(
  document: FigureDocument<E>,
  symbol: string,
  color: string,
  x: number,
  y: number,
): E {
  return svgElement(document, 'path', {
    d: symbol,
    transform: `translate(${pixels(x)}, ${pixels(y)})`,
    fill: 'none',
    stroke: color,
    'stroke-width': 1.3,
  });
}

/**
 * Returns what a measured curve has beside its line: symbols along it, and where the tool kept no more buckets an arrow, and
 * dots up to the largest value if that is known. A simulated curve has none.
 *
 * @param points - as drawn, stepping down behind each
 * @param scales - place of a latency [px] and of a share [px]
 */
export function measuredMarks<E extends FigureElement>(
  document: FigureDocument<E>,
  { measured, maxUs }: TailCurve,
  symbol: string | null,
  points: readonly TailPoint[],
  [xOf, yOf]: readonly [(us: number) => number, (share: number) => number],
): E[] {
  if (measured === undefined || symbol === null) return [];
  const color = hues.ink;
  const marks: E[] = [];
  let [lastX, lastY] = [-Infinity, -Infinity];
  for (const { us, p } of points.slice(1)) {
    const [x, y] = [xOf(us), yOf(p)];
    if (Math.hypot(x - lastX, y - lastY) < spacing) continue;
    marks.push(symbolAt(document, symbol, color, x, y));
    [lastX, lastY] = [x, y];
  }
  const last = points.at(-1);
  if (measured.overflowUs === null || last === undefined) return marks;
  const [x, y] = [xOf(measured.overflowUs), yOf(last.p)];
  const arrow = `M${pixels(x)},${pixels(y)}h16m-5,-4l5,4l-5,4`;
  marks.push(svgElement(document, 'path', { d: arrow, fill: 'none', stroke: color, 'stroke-width': 1.4 }));
  if (measured.maxKnown && xOf(maxUs) > x + 20) {
    marks.push(
      svgElement(document, 'path', {
        d: `M${pixels(x + 20)},${pixels(y)}H${pixels(xOf(maxUs))}`,
        fill: 'none',
        stroke: color,
        'stroke-width': 1,
        'stroke-dasharray': '1 5',
      }),
    );
  }
  return marks;
}
