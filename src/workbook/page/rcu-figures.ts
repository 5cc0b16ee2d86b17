import { gracePeriodFigure, windowsFigure } from '../../plots/index.js';
import type { Summary } from '../summary.js';
import { element } from './element.js';

/** The figures of what RCU pays; they are drawn anew less often than the tails, for they cost more. */
export interface RcuFigures {
  readonly element: HTMLElement;
  /** Shows a summary; null keeps the last one, faded. */
  update(summary: Summary | null): void;
}

/** Time between two pictures while a comparison goes on [ms]. */
const pictureMs = 600;

/** Narrower than this the figures scroll instead [px]. */
const leastWidth = 760;

/** Returns the figures of grace periods and of rcuc's wake-ups, still empty. */
export function rcuFigures(document: Document, now: () => number): RcuFigures {
  const place = (): HTMLElement => element(document, 'figure', { tabindex: 0 });
  const places = [place(), place()] as const;
  const section = element(document, 'div', { class: 'rcu' }, ...places);
  let drawnAt = -Infinity;
  let latest: Summary | null = null;
  let width = 0;
  const draw = (): void => {
    width = Math.floor(section.clientWidth);
    if (latest === null || width === 0) return;
    const { scenarioHash, seed, version, digest, finished, gracePeriods, wakes } = latest;
    const provenance = { scenarioHash, seed, version, digest: finished ? digest : 'when finished' };
    const options = { document: document as never, provenance, width: Math.max(leastWidth, width) };
    drawnAt = now();
    places[0].replaceChildren(gracePeriodFigure(gracePeriods, options) as unknown as Node);
    places[1].replaceChildren(windowsFigure(wakes, options) as unknown as Node);
  };
  new ResizeObserver(() => {
    if (Math.floor(section.clientWidth) !== width) draw();
  }).observe(section);
  return {
    element: section,
    update(summary) {
      const other = summary === null || (latest !== null && summary.scenarioHash !== latest.scenarioHash);
      if (other) section.classList.add('stale');
      if (summary === null || !(summary.finished || now() - drawnAt >= pictureMs)) return;
      section.classList.remove('stale');
      latest = summary;
      draw();
    },
  };
}
