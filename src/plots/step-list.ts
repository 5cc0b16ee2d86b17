import type { FigureDocument, FigureElement } from './figure-element.js';
import { axisText } from './log-axes.js';
import { threeDigits } from './numbers.js';
import { wrap } from './text-width.js';
import type { Timeline } from './timeline-rows.js';

const lineHeight = 17;

/** Returns microseconds with their sign and unit. */
export function signedUs(us: number): string {
  return `${us < 0 ? '−' : us > 0 ? '+' : ''}${threeDigits(Math.abs(us))} µs`;
}

/**
 * Returns the steps of a timeline as a numbered list with their times, and the height it takes [px].
 * @param place - the list's first base line, and the edges of its texts [px]
 */
export function listSteps<E extends FigureElement>(
  document: FigureDocument<E>,
  { steps, startUs }: Timeline,
  place: { top: number; left: number; right: number },
): { elements: E[]; height: number } {
  let line = 0;
  const elements = steps.flatMap(({ atUs, text }, i) => {
    const y = place.top + line * lineHeight;
    const lines = wrap(text.split(' '), ' ', place.right - place.left - 8, 11);
    line += Math.max(1, lines.length);
    return [
      axisText(document, [36, y], 'end', String(i + 1), true),
      axisText(document, [place.left - 12, y], 'end', signedUs(atUs - startUs)),
      ...lines.map((content, k) => axisText(document, [place.left, y + k * lineHeight], 'start', content, true)),
    ];
  });
  return { elements, height: line * lineHeight };
}
