import { svgElement } from '../../plots/figure-element.js';
import { tagOf } from '../../plots/key.js';
import { threeDigits } from '../../plots/numbers.js';
import { placeTags } from '../../plots/place-tags.js';
import type { Summary } from '../summary.js';
import { shareAt, tailGroups, type TailGroup } from '../tail-groups.js';
import { element, say } from './element.js';
import type { Spotlight } from './spotlight.js';
import { domainOf, sameDomain, tagStrip, tailAxes, type TailAxes } from './tail-axes.js';
import { tailKey } from './tail-key.js';
import { tailMark, type TailMark } from './tail-mark.js';

/** The figure of the tails on a page: it takes a new summary as often as there is one. */
export interface LiveCcdf {
  readonly element: HTMLElement;
  /** Shows a summary; null keeps the last one, faded. */
  update(summary: Summary | null): void;
}

/**
 * Returns a figure that follows the slider: its axes are drawn when the window or a decade changes; for each summary only
 * the shapes of the paths are replaced.
 */
export function liveCcdf(document: Document, spotlight: Spotlight): LiveCcdf {
  const make = (name: string, attributes: Readonly<Record<string, string | number>> = {}): SVGElement =>
    svgElement(document as never, name, attributes) as unknown as SVGElement;
  const svg = make('svg', { role: 'img', 'font-size': 11, fill: 'currentColor' });
  const frame = make('g');
  const bands = make('g', { opacity: '0.13' });
  const curves = make('g');
  svg.append(frame, bands, curves);
  const readout = element(document, 'div', { class: 'readout', 'aria-hidden': 'true' });
  const diagram = element(document, 'div', { class: 'diagram' }, svg, readout);
  const key = tailKey(document, spotlight);
  const figure = element(document, 'figure', { class: 'tails' }, diagram, key.element);
  const marks = new Map<string, TailMark>();
  let axes: TailAxes | null = null;
  let groups: readonly TailGroup[] = [];
  let latest: Summary | null = null;

  const markOf = ({ curve: { policy } }: TailGroup): TailMark => {
    const mark = marks.get(policy) ?? tailMark(document, policy);
    marks.set(policy, mark);
    return mark;
  };
  const light = (): void => {
    const lit = spotlight.policies;
    for (const group of groups) {
      const on = lit.size === 0 || group.policies.some((policy) => lit.has(policy));
      const mark = markOf(group);
      mark.node.setAttribute('opacity', on ? '1' : '0.12');
      mark.band.setAttribute('display', on ? 'inline' : 'none');
    }
  };
  const draw = (): void => {
    const width = Math.floor(diagram.clientWidth);
    if (latest === null || width === 0) return;
    axes = axesFor(document, latest, axes, width);
    svg.setAttribute('viewBox', `0 0 ${axes.width} ${axes.height}`);
    if (frame.firstChild !== axes.elements[0]) frame.replaceChildren(...axes.elements);
    groups = tailGroups(latest);
    key.update(groups);
    const { x, left, right, bottom } = axes;
    const places = placeTags(
      groups.map(({ curve }) => x(curve.maxUs)),
      [left + 9, right - 3],
    );
    for (const [index, group] of groups.entries()) {
      markOf(group).draw(group.curve, axes, { letter: tagOf(index), x: places[index] ?? 0, y: bottom + tagStrip - 16 });
    }
    const nodes = groups.map((group) => markOf(group).node).reverse();
    if (nodes.some((node, index) => curves.childNodes[index] !== node) || curves.childNodes.length !== nodes.length) {
      curves.replaceChildren(...nodes);
      bands.replaceChildren(...groups.map((group) => markOf(group).band).reverse());
    }
    light();
  };
  const pointAt = (event: PointerEvent): void => {
    if (axes === null) return;
    const box = svg.getBoundingClientRect();
    const [px, py] = [event.clientX - box.left, event.clientY - box.top];
    const us = axes.us(px);
    const near = nearest(groups, us, (share) => Math.abs((axes?.y(share) ?? 0) - py));
    spotlight.point(near === null ? [] : near.group.policies);
    say(
      readout,
      near === null ? '' : `${threeDigits(us)} µs or more: ${oneIn(near.share)} · ${near.group.policies.join(' = ')}`,
    );
  };

  spotlight.watch(light);
  new ResizeObserver(draw).observe(diagram);
  svg.addEventListener('pointermove', pointAt);
  svg.addEventListener('pointerleave', () => {
    spotlight.point([]);
    say(readout, '');
  });
  return {
    element: figure,
    update(summary) {
      figure.classList.toggle('stale', summary === null);
      if (summary === null) return;
      latest = summary;
      draw();
      svg.setAttribute('aria-label', inWords(summary, groups));
    },
  };
}

function axesFor(document: Document, summary: Summary, before: TailAxes | null, width: number): TailAxes {
  const { curves, rows, finished, measuredNs, totalNs } = summary;
  const samples = Math.max(0, ...rows.map((row) => row.samples)) * Math.max(1, totalNs / Math.max(1, measuredNs));
  const domain = domainOf(curves, before?.domain ?? null, samples, finished);
  if (before !== null && before.width === width && sameDomain(before.domain, domain)) return before;
  return tailAxes(document, domain, width, width < 560 ? 330 : 540);
}

/** The group whose curve passes nearest to the pointer, no further than a finger's width. */
function nearest(
  groups: readonly TailGroup[],
  us: number,
  distance: (share: number) => number,
): { group: TailGroup; share: number } | null {
  let best: { group: TailGroup; share: number } | null = null;
  for (const group of groups) {
    const share = shareAt(group.curve, us);
    if (share > 0 && distance(share) < (best === null ? 24 : distance(best.share))) best = { group, share };
  }
  return best;
}

const oneIn = (share: number): string => (share > 0.5 ? 'most samples' : `one sample in ${threeDigits(1 / share)}`);

function inWords({ measuredNs }: Summary, groups: readonly TailGroup[]): string {
  const words = groups.map(
    ({ curve, policies }, index) => `${tagOf(index)}: ${policies.join(', ')}, at most ${threeDigits(curve.maxUs)} µs`,
  );
  const over = `over ${threeDigits(measuredNs / 1e9)} simulated seconds`;
  return `How rare a guest latency of x or more is under each policy, ${over}, worst first. ${words.join('. ')}.`;
}
