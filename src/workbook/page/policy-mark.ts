import { svgElement } from '../../plots/figure-element.js';
import { styleOf } from '../../plots/palette.js';

/** Returns a short stretch of a policy's line, as the figures draw it. */
export function policyMark(document: Document, policy: string): SVGElement {
  const { color, dash, width } = styleOf(policy);
  const line = {
    x1: 0,
    x2: 30,
    y1: 5,
    y2: 5,
    stroke: color,
    'stroke-width': width,
    'stroke-dasharray': dash || 'none',
  };
  return svgElement(document as never, 'svg', { width: 30, height: 10, viewBox: '0 0 30 10', 'aria-hidden': 'true' }, [
    svgElement(document as never, 'line', line) as never,
  ]) as unknown as SVGElement;
}
