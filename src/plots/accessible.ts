import { svgNamespace } from './figure-element.js';
import type { FigureElement } from './figure-element.js';

/**
 * Returns the same SVG element as one image with one name for assistive technology: `role="img"`, an `aria-label` that
 * tells what the figure shows, no label on anything inside (Plot puts some on groups, where they are not allowed).
 * Also declares the namespace, so that the element can be saved as a file, and drops Plot's style sheet.
 * @param svg - the outermost element of the figure
 * @param label - the figure in words: what it shows and its main result
 */
export function makeAccessible<E extends FigureElement>(svg: E, label: string): E {
  for (const element of Array.from(svg.querySelectorAll('[aria-label], [aria-description], [aria-hidden]'))) {
    for (const name of ['aria-label', 'aria-description', 'aria-hidden']) element.removeAttribute(name);
  }
  for (const style of Array.from(svg.querySelectorAll('style'))) style.remove();
  svg.setAttribute('xmlns', svgNamespace);
  svg.setAttribute('role', 'img');
  svg.setAttribute('aria-label', label);
  return svg;
}
