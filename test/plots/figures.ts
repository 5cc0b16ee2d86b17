import { parseHTML } from 'linkedom';
import {
  gracePeriodFigure,
  remainingWakesFigure,
  tailFigure,
  timelineFigure,
  windowsFigure,
  type FigureDocument,
  type FigureElement,
} from '../../src/plots/index.js';
import { measuredCurves, recordedProvenance, syntheticCurves, syntheticProvenance } from './synthetic-curves.js';
import { syntheticGracePeriods, syntheticRemainingWakes, syntheticWakes } from './synthetic-rows.js';
import { syntheticTimeline } from './synthetic-timeline.js';

/** Returns a fresh document of linkedom's. */
export function linkedomDocument(): FigureDocument {
  return parseHTML('<!doctype html><html><body></body></html>').document as unknown as FigureDocument;
}

type Draw = <E extends FigureElement>(document: FigureDocument<E>) => E;

const provenance = syntheticProvenance;
const recorded = recordedProvenance;
const paper = { ink: '#1b1f24', background: '#ffffff' };

/** Every figure of the project, drawn from made-up data, by the name of its snapshot. */
export const figures: Readonly<Record<string, Draw>> = {
  tail: (document) => tailFigure(syntheticCurves(), { document, provenance, ...paper }),
  'tail-narrow': (document) => tailFigure(syntheticCurves(), { document, provenance, ...paper, width: 600 }),
  'tail-measured': (document) =>
    tailFigure([...syntheticCurves(), ...measuredCurves()], { document, provenance, ...paper }),
  'grace-periods': (document) => gracePeriodFigure(syntheticGracePeriods(), { document, provenance, ...paper }),
  windows: (document) => windowsFigure(syntheticWakes(), { document, provenance, ...paper }),
  'remaining-wakes': (document) =>
    remainingWakesFigure(syntheticRemainingWakes(), { document, provenance: recorded, ...paper }),
  timeline: (document) => timelineFigure(syntheticTimeline(), { document, provenance, ...paper }),
};

/** Returns all texts of a figure, in the order in which they stand in it. */
export function textsOf(figure: FigureElement): string[] {
  return Array.from(figure.querySelectorAll('text')).map((element) => element.textContent ?? '');
}
