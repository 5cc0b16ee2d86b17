import {
  gracePeriodFigure,
  tailFigure,
  windowsFigure,
  type FigureElement,
  type FigureOptions,
} from '../plots/index.js';
import type { Comparison } from '../record/index.js';
import { gracePeriodDistributions, provenanceOf, tailCurves, wakesByWindow } from '../tables/index.js';
import type { FigureName } from './figure-names.js';
import { fileFigure } from './figure-options.js';
import { measuredCurves } from './measured-curves.js';
import type { MeasuredRow } from './measured-files.js';

type Draw = (
  comparison: Comparison,
  options: FigureOptions<FigureElement>,
  measured: readonly MeasuredRow[],
) => FigureElement;

const figures: Readonly<Record<FigureName, Draw>> = {
  tail: (comparison, options, measured) => {
    const { instrument } = comparison.scenario.guest;
    return tailFigure([...tailCurves(comparison), ...measuredCurves(measured, instrument)], options);
  },
  'grace-periods': (comparison, options) => gracePeriodFigure(gracePeriodDistributions(comparison), options),
  windows: (comparison, options) => windowsFigure(wakesByWindow(comparison), options),
};

/**
 * Returns a figure of a comparison as SVG.
 *
 * @param measured - measurements to lay beside; the figure of the tails alone shows them
 * @param width - as asked for [px, default 960]
 */
export function drawComparison(
  name: FigureName,
  comparison: Comparison,
  measured: readonly MeasuredRow[],
  width: string | undefined,
): string {
  const options = { ...fileFigure(width), provenance: provenanceOf(comparison) };
  return figures[name](comparison, options, measured).outerHTML;
}
