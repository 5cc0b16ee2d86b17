import { figureDocument } from '../jupyter/index.js';
import type { FigureDocument, FigureElement } from '../plots/index.js';

/** How a figure in a file of its own is drawn. */
export interface FileFigure {
  readonly document: FigureDocument<FigureElement>;
  readonly ink: string;
  readonly background: string;
  /** Width of the figure [px]. */
  readonly width: number;
}

/**
 * Returns how a figure in a file is drawn: it stands on its own, whatever colours surround it.
 *
 * @param width - as asked for [px, default 960, kept within 480..2400]
 */
export function fileFigure(width: string | undefined): FileFigure {
  const px = Math.max(480, Math.min(2400, Number(width) || 960));
  return { ink: '#1b1f24', background: '#ffffff', document: figureDocument(), width: px };
}
