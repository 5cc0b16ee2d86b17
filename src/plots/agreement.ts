import { modelMark } from './agreement-marks.js';
import { svgElement } from './figure-element.js';
import type { FigureDocument, FigureElement } from './figure-element.js';
import { figureWidth, frameFigure } from './frame.js';
import type { FigureOptions } from './frame.js';
import { axisText } from './log-axes.js';
import type { ComparedNumber, ComparedRecording } from './side-by-side.js';
import { shorten } from './text-width.js';

const top = 8;
const rowHeight = 22;
/** Distances beyond are drawn at the edge [half intervals]. */
const farthest = 4;

/**
 * Returns how far the model is from each number of recorded kernels, a row for each recording, in units of the recording's own
 * interval: within the band the model lies inside the 95% interval, whatever the number's unit.
 *
 * @param recordings - in the order of the rows; numbers may have different units
 * @param options - document, provenance, and texts
 * @example
 * const svg = agreementFigure(comparedRecordings(rows), { document, provenance });
 */
export function agreementFigure<E extends FigureElement>(
  recordings: readonly ComparedRecording[],
  options: FigureOptions<E>,
): E {
  const { document } = options;
  const width = figureWidth(options);
  const left = Math.round(width * 0.5);
  const noteLeft = 16 + Math.round(width * 0.17);
  const right = width - 130;
  const x = (distance: number) => left + ((right - left) * (distance + farthest)) / (2 * farthest);
  const bottom = top + recordings.length * rowHeight;
  const rows = recordings.flatMap(({ recording, note, numbers }, row) => {
    const middle = top + row * rowHeight + rowHeight / 2;
    const distances = numbers.map(distanceOf);
    const held = distances.filter((distance) => Math.abs(distance) <= 1).length;
    return [
      axisText(document, [16, middle + 4], 'start', shorten(recording, noteLeft - 24, 11), true),
      axisText(document, [noteLeft, middle + 4], 'start', shorten(note, left - noteLeft - 22, 11)),
      ...distances.map((distance) => modelMark(document, x(clamped(distance)), middle, Math.abs(distance) <= 1)),
      axisText(
        document,
        [right + 14, middle + 4],
        'start',
        `${held} of ${numbers.length} inside`,
        held < numbers.length,
      ),
    ];
  });
  return frameFigure(options, {
    title: 'How far the model is from recorded kernels',
    subtitle: 'each mark one number; the band is the 95% interval of the recording itself, its edges at −1 and 1',
    label: recordings
      .map(({ recording, note, numbers }) => {
        const held = numbers.filter((number) => Math.abs(distanceOf(number)) <= 1).length;
        return `${recording} (${note}): ${held} of ${numbers.length} inside`;
      })
      .join('; '),
    bodyHeight: bottom + 44,
    body: [
      svgElement(document, 'rect', {
        x: x(-1),
        y: top,
        width: x(1) - x(-1),
        height: bottom - top,
        fill: 'currentColor',
        'fill-opacity': 0.08,
      }),
      ...axis(document, x, bottom),
      ...rows,
      axisText(
        document,
        [(left + right) / 2, bottom + 36],
        'middle',
        'model less kernel, in widths of the interval to that side',
      ),
    ],
  });
}

function axis<E extends FigureElement>(
  document: FigureDocument<E>,
  x: (distance: number) => number,
  bottom: number,
): E[] {
  return [-4, -3, -2, -1, 0, 1, 2, 3, 4].flatMap((distance) => [
    svgElement(document, 'line', {
      x1: x(distance),
      x2: x(distance),
      y1: top,
      y2: bottom,
      stroke: 'currentColor',
      'stroke-opacity': distance === 0 ? 0.5 : 0.12,
    }),
    axisText(document, [x(distance), bottom + 18], 'middle', tickText(distance)),
  ]);
}

function tickText(distance: number): string {
  if (distance === -farthest) return `≤ −${farthest}`;
  return distance === farthest ? `≥ ${farthest}` : String(distance).replace('-', '−');
}

function clamped(distance: number): number {
  return Math.max(-farthest, Math.min(farthest, distance));
}

/** Distance of the model from the kernel, in distances of the interval's edge on that side; 0 where the two are equal. */
function distanceOf({ kernel, low, high, model }: ComparedNumber): number {
  if (model === kernel) return 0;
  const reach = model > kernel ? high - kernel : kernel - low;
  return reach > 0 ? (model - kernel) / reach : model > kernel ? Infinity : -Infinity;
}
