import { parseHTML } from 'linkedom';
import type { FigureDocument } from '../plots/index.js';

/** Returns a document for figures outside a browser. */
export function figureDocument(): FigureDocument {
  return parseHTML('<!doctype html><html><body></body></html>').document as unknown as FigureDocument;
}
