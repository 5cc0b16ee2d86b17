import { intervalMark, kernelAndModelKey, modelMark } from './agreement-marks.js';
import { svgElement } from './figure-element.js';
import type { FigureElement } from './figure-element.js';
import { figureWidth, frameFigure } from './frame.js';
import type { FigureOptions } from './frame.js';
import { axisText } from './log-axes.js';
import { linearTicks, plainNumber, threeDigits } from './numbers.js';
import { shorten } from './text-width.js';

/** One number that a recorded kernel and the model both have, in the unit of the figure. */
export interface ComparedNumber {
  /** What is counted: a window, a length. */
  readonly label: string;
  readonly kernel: number;
  /** The recording's own 95% interval. */
  readonly low: number;
  readonly high: number;
  readonly model: number;
}

/** The numbers of one recording. */
export interface ComparedRecording {
  /** `RUN/SCENARIO`. */
  readonly recording: string;
  /** Policy, and whose fit was simulated. */
  readonly note: string;
  readonly numbers: readonly ComparedNumber[];
}

/** What the numbers are. */
export interface SideBySideOptions<E extends FigureElement> extends FigureOptions<E> {
  /** Label of the axis, with its unit. */
  readonly axis: string;
  /** Largest value of the axis [default: the largest number]. */
  readonly largest?: number;
}

const top = 34;
const rowHeight = 19;
const nameHeight = 24;
const textColumn = 196;

/**
 * Returns recorded kernels and the model side by side: a row for each number, the kernel's with its 95% interval, the model's as
 * a diamond, hollow where it lies in the interval and filled where it doesn't.
 *
 * @param recordings - in the order of the rows; all numbers in one unit
 * @param options - document, provenance, texts, and the axis
 * @example
 * const svg = sideBySideFigure(comparedRecordings(rows, 'pending-share'), { document, provenance, axis: 'share [%]' });
 */
export function sideBySideFigure<E extends FigureElement>(
  recordings: readonly ComparedRecording[],
  options: SideBySideOptions<E>,
): E {
  const { document } = options;
  const width = figureWidth(options);
  const left = Math.round(width * 0.27);
  const right = width - textColumn - 24;
  const numbers = recordings.flatMap((each) => each.numbers);
  const largest = options.largest ?? Math.max(1e-9, ...numbers.flatMap(({ high, model }) => [high, model])) * 1.03;
  const x = (value: number) => left + ((right - left) * Math.min(value, largest)) / largest;
  let y = top;
  const body: E[] = [];
  for (const { recording, note, numbers: rows } of recordings) {
    y += nameHeight;
    body.push(
      axisText(document, [16, y - 7], 'start', shorten(recording, left - 24, 11), true),
      axisText(document, [left, y - 7], 'start', shorten(note, width - left - 16, 11)),
    );
    for (const number of rows) {
      const middle = y + rowHeight / 2;
      body.push(
        axisText(document, [left - 10, middle + 4], 'end', shorten(number.label, left - 40, 11), true),
        ...intervalMark(document, middle, x(number.low), x(number.kernel), x(number.high)),
        modelMark(document, x(number.model), middle, inside(number)),
        axisText(document, [right + 14, middle + 4], 'start', wordsOf(number), !inside(number)),
      );
      y += rowHeight;
    }
  }
  const grid = linearTicks(0, largest, 6).flatMap((tick) => [
    svgElement(document, 'line', {
      x1: x(tick),
      x2: x(tick),
      y1: top - 4,
      y2: y + 4,
      stroke: 'currentColor',
      'stroke-opacity': 0.12,
    }),
    axisText(document, [x(tick), y + 18], 'middle', plainNumber(tick)),
  ]);
  return frameFigure(options, {
    title: 'Recorded kernels and the model, side by side',
    subtitle: 'the kernel with the 95% interval of the recording itself; the model simulates many times as long',
    label: labelOf(recordings),
    bodyHeight: y + 44,
    body: [
      ...kernelAndModelKey(document, left),
      ...grid,
      ...body,
      axisText(document, [(left + right) / 2, y + 36], 'middle', options.axis),
    ],
  });
}

function inside({ low, high, model }: ComparedNumber): boolean {
  return model >= low && model <= high;
}

function wordsOf({ kernel, low, high, model }: ComparedNumber): string {
  return `${threeDigits(kernel)} (${threeDigits(low)}–${threeDigits(high)}) · model ${threeDigits(model)}`;
}

function labelOf(recordings: readonly ComparedRecording[]): string {
  return recordings
    .map(({ recording, note, numbers }) => {
      const held = numbers.filter(inside).length;
      return `${recording} (${note}): model inside the interval for ${held} of ${numbers.length} numbers`;
    })
    .join('; ');
}
