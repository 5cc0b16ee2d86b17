import { makeAccessible } from './accessible.js';
import { pixels, svgElement } from './figure-element.js';
import type { FigureDocument, FigureElement } from './figure-element.js';
import { provenanceLine } from './provenance.js';
import type { Provenance, RecordedProvenance } from './provenance.js';
import { shorten } from './text-width.js';

/** What every figure takes. */
export interface FigureOptions<E extends FigureElement = FigureElement> {
  /** The page's document, or one from linkedom or jsdom. */
  readonly document: FigureDocument<E>;
  /** Shown at the figure's foot. */
  readonly provenance: Provenance | RecordedProvenance;
  /** Width of the figure [px, 480..2000, default 960]; it shrinks with its column. */
  readonly width?: number;
  /** Says what the figure shows; each figure has its own default. */
  readonly title?: string;
  /** Says under which conditions, one line. */
  readonly subtitle?: string;
  /** Colour of text and axes [default: the surrounding text's]; give one for a file that stands alone. */
  readonly ink?: string;
  /** Colour behind the figure [default: none]; give one for a file that stands alone. */
  readonly background?: string;
}

/** Space that the title and the foot take [px]. */
export const frameTop = 70;
export const frameBottom = 26;

export const fontFamily = 'system-ui, -apple-system, "Segoe UI", "DejaVu Sans", sans-serif';
export const monospaceFamily = 'ui-monospace, "DejaVu Sans Mono", monospace';

/** Text that steps back behind the data; dark enough to read. */
export const muted = { fill: 'currentColor', 'fill-opacity': '0.7' } as const;

/** Returns the width that a figure takes. */
export function figureWidth(options: Pick<FigureOptions, 'width'>): number {
  return Math.min(2000, Math.max(480, Math.round(options.width ?? 960)));
}

/**
 * Returns the finished figure: title, subtitle, body and provenance in one accessible SVG element.
 * @param options - what the caller of the figure gave
 * @param parts - title and label of this figure, height of its body, and the body's elements, placed from (0, 0)
 */
export function frameFigure<E extends FigureElement>(
  options: FigureOptions<E>,
  parts: { title: string; subtitle: string; label: string; bodyHeight: number; body: readonly E[] },
): E {
  const { document, provenance } = options;
  const width = figureWidth(options);
  const height = frameTop + parts.bodyHeight + frameBottom;
  const text = (y: number, size: number, content: string, more: Record<string, string>) =>
    svgElement(document, 'text', { x: 16, y, 'font-size': size, ...more }, [content]);
  const title = options.title ?? parts.title;
  const subtitle = options.subtitle ?? parts.subtitle;
  const foot = shorten(provenanceLine(provenance), width - 32, 10.2);
  const svg = svgElement(
    document,
    'svg',
    {
      width,
      height,
      viewBox: `0 0 ${width} ${height}`,
      fill: 'currentColor',
      'font-family': fontFamily,
      'font-size': 11,
      style: 'max-width: 100%; height: auto',
      color: options.ink,
    },
    [
      ...(options.background ? [svgElement(document, 'rect', { width, height, fill: options.background })] : []),
      text(26, 17, shorten(title, width - 32, 17), { 'font-weight': '600' }),
      text(45, 12, shorten(subtitle, width - 32, 12), muted),
      svgElement(document, 'g', { transform: `translate(0, ${frameTop})` }, parts.body),
      text(height - 9, 10, foot, { ...muted, 'font-family': monospaceFamily }),
    ],
  );
  for (const path of Array.from(svg.querySelectorAll('path'))) {
    path.setAttribute(
      'd',
      (path.getAttribute('d') ?? '').replace(/\d+\.\d{2,}/g, (number) => pixels(Number(number))),
    );
  }
  return makeAccessible(svg, `${title}. ${subtitle}. ${parts.label}`);
}
