import { pixels, svgElement } from '../../plots/figure-element.js';
import { tagMark } from '../../plots/key.js';
import { styleOf } from '../../plots/palette.js';
import type { Curve } from '../summary.js';
import type { TailAxes } from './tail-axes.js';

/** Where a curve's letter stands. */
export interface TagPosition {
  readonly letter: string;
  readonly x: number;
  readonly y: number;
}

/** What is drawn for one curve: band, line, and the letter at its largest sample. */
export interface TailMark {
  readonly node: SVGElement;
  /** Drawn by itself, opaque: all bands together are made transparent, so that those of equal curves do not add up. */
  readonly band: SVGElement;
  /** Replaces the shapes; nothing is made anew but the letter. */
  draw(curve: Curve, axes: TailAxes, tag: TagPosition): void;
}

/** Returns a mark in the colour and dash of a policy, still without a shape. */
export function tailMark(document: Document, policy: string): TailMark {
  const { color, dash, width } = styleOf(policy);
  const make = (name: string, attributes: Readonly<Record<string, string | number>>): SVGElement =>
    svgElement(document as never, name, attributes) as unknown as SVGElement;
  const stroke = { fill: 'none', stroke: color };
  const band = make('path', { fill: color });
  const line = make('path', { ...stroke, 'stroke-width': width, 'stroke-dasharray': dash || 'none' });
  const drop = make('path', { ...stroke, 'stroke-width': 1, 'stroke-opacity': '0.6' });
  const dot = make('circle', { r: 3, fill: color });
  const letter = make('g', {});
  const node = make('g', {});
  node.append(line, drop, dot, letter);
  return {
    node,
    band,
    draw(curve, axes, tag) {
      const [x, end] = [axes.x(curve.maxUs), axes.y(curve.share.at(-1) ?? 1)];
      band.setAttribute('d', bandShape(curve, axes));
      line.setAttribute('d', lineShape(curve, axes));
      drop.setAttribute(
        'd',
        `M${pixels(x)},${pixels(end)}V${pixels(axes.bottom + 4)}L${pixels(tag.x)},${pixels(tag.y - 9)}`,
      );
      dot.setAttribute('cx', pixels(x));
      dot.setAttribute('cy', pixels(end));
      letter.replaceChildren(tagMark(document as never, tag.letter, color, tag.x, tag.y) as unknown as SVGElement);
    },
  };
}

/** A share holds from the latency before it up to its own. */
function lineShape({ us, share }: Curve, axes: TailAxes): string {
  let d = `M${pixels(axes.left)},${pixels(axes.y(1))}`;
  for (let i = 0; i < us.length; i++) d += `V${pixels(axes.y(share[i] ?? 1))}H${pixels(axes.x(us[i] ?? 0))}`;
  return d;
}

/** The band from where it is wide enough to be seen beside the line. */
function bandShape({ us, low, high }: Curve, axes: TailAxes): string {
  const wide = us.findIndex((_, i) => axes.y(low[i] ?? 1) - axes.y(high[i] ?? 1) > 2);
  if (wide < 0) return '';
  const first = Math.max(0, wide - 1);
  let upper = `M${pixels(axes.x(us[first] ?? 0))},${pixels(axes.y(high[first] ?? 1))}`;
  let lower = '';
  for (let i = first; i < us.length; i++) {
    const [x, before] = [pixels(axes.x(us[i] ?? 0)), pixels(axes.x(us[Math.max(first, i - 1)] ?? 0))];
    upper += `V${pixels(axes.y(high[i] ?? 1))}H${x}`;
    lower = `L${x},${pixels(axes.y(low[i] ?? 1))}H${before}${lower}`;
  }
  return `${upper}${lower}Z`;
}
