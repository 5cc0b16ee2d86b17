import * as Plot from '@observablehq/plot';
import { pixels, svgElement } from './figure-element.js';
import type { FigureElement } from './figure-element.js';
import { figureWidth, frameFigure } from './frame.js';
import type { FigureOptions } from './frame.js';
import { axisText } from './log-axes.js';
import { linearTicks, plainNumber, threeDigits } from './numbers.js';
import { hues } from './palette.js';
import { placeTags } from './place-tags.js';
import { listSteps, signedUs } from './step-list.js';
import { shorten, textWidth } from './text-width.js';
import type { SpanKind, Timeline } from './timeline-rows.js';

const spanColors: Readonly<Record<SpanKind, string>> = {
  guest: hues.green,
  user: hues.violet,
  kernel: hues.blue,
  interrupt: hues.orange,
  rcuc: hues.crimson,
  idle: '#a7adb5',
  'grace-period': hues.violet,
  other: hues.slate,
};

const lanesLeft = 132;
const lanesTop = 34;
const laneHeight = 36;

/**
 * Returns what happened around one sample: a lane for each part of the CPU, the sample shaded, and the steps numbered in the
 * picture and told below it.
 * @param timeline - spans and steps, in microseconds on one clock
 * @param options - document, provenance, and texts
 */
export function timelineFigure<E extends FigureElement>(timeline: Timeline, options: FigureOptions<E>): E {
  const { document } = options;
  const width = figureWidth(options);
  const right = width - 20;
  const lanes = [...new Set(timeline.spans.map(({ lane }) => lane))];
  const times = [...timeline.spans.flatMap(({ startUs, endUs }) => [startUs, endUs]), timeline.startUs, timeline.endUs];
  const from = times.reduce((least, time) => Math.min(least, time), Infinity);
  const to = Math.max(
    times.reduce((most, time) => Math.max(most, time), -Infinity),
    from + 0.001,
  );
  const xOf = (us: number) => lanesLeft + ((right - lanesLeft) * (us - from)) / (to - from);
  const yOf = (lane: string) => lanesTop + lanes.indexOf(lane) * laneHeight;
  const bottom = lanesTop + lanes.length * laneHeight;
  const strip = timeline.steps.length > 0 ? 46 : 8;
  const rects = timeline.spans.map((span) => ({
    x1: xOf(span.startUs),
    x2: Math.max(xOf(span.startUs) + 1, xOf(span.endUs)),
    y1: yOf(span.lane) + 5,
    y2: yOf(span.lane) + laneHeight - 5,
    fill: spanColors[span.kind],
  }));
  const ticks = linearTicks(from - timeline.startUs, to - timeline.startUs, 9);
  const plot = Plot.plot({
    document: document as never,
    width,
    height: bottom + strip,
    margin: 0,
    x: { type: 'identity', axis: null },
    y: { type: 'identity', axis: null },
    marks: [
      Plot.rect([0], {
        x1: xOf(timeline.startUs),
        x2: xOf(timeline.endUs),
        y1: lanesTop - 6,
        y2: bottom,
        fill: 'currentColor',
        fillOpacity: 0.07,
      }),
      Plot.ruleX(
        ticks.map((us) => xOf(us + timeline.startUs)),
        { y1: lanesTop - 6, y2: bottom, strokeOpacity: 0.1 },
      ),
      Plot.ruleY(
        lanes.map((lane) => yOf(lane) + laneHeight),
        { x1: 16, x2: right, strokeOpacity: 0.12 },
      ),
      Plot.rect(rects, {
        x1: 'x1',
        x2: 'x2',
        y1: 'y1',
        y2: 'y2',
        fill: 'fill',
        fillOpacity: 0.34,
        stroke: 'fill',
        rx: 2,
      }),
    ],
  }) as unknown as E;
  const spanLabels = timeline.spans.flatMap((span, i) => {
    const [x1, x2] = [rects[i]?.x1 ?? 0, rects[i]?.x2 ?? 0];
    if (x2 - x1 < 26) return [];
    const label = shorten(span.label, x2 - x1 - 8, 11);
    const unreadable = label !== span.label && label.length < 6;
    return unreadable || textWidth(label, 11) > x2 - x1 - 4
      ? []
      : [axisText(document, [x1 + 5, yOf(span.lane) + laneHeight / 2 + 4], 'start', label, true)];
  });
  const inView = timeline.steps.map(({ atUs }, i) => ({ atUs, i })).filter(({ atUs }) => atUs >= from && atUs <= to);
  const places = placeTags(
    inView.map(({ atUs }) => xOf(atUs)),
    [lanesLeft, right - 8],
  );
  const marks = inView.flatMap(({ atUs, i }, k) => {
    const [x, place, y] = [xOf(atUs), places[k] ?? 0, bottom + strip - 10];
    const d = `M${pixels(x)},${lanesTop}V${bottom + 6}L${pixels(place)},${pixels(y - 9)}`;
    return [
      svgElement(document, 'path', {
        d,
        fill: 'none',
        stroke: 'currentColor',
        'stroke-opacity': '0.45',
        'stroke-dasharray': '2 2',
      }),
      svgElement(document, 'circle', {
        cx: place,
        cy: y,
        r: 8,
        fill: 'none',
        stroke: 'currentColor',
        'stroke-opacity': '0.6',
      }),
      axisText(document, [place, y + 3.6], 'middle', String(i + 1), true),
    ];
  });
  const axisY = bottom + strip + 18;
  const listTop = axisY + 44;
  const told = listSteps(document, timeline, { top: listTop, left: lanesLeft, right });
  const length = timeline.endUs - timeline.startUs;
  const middle = (xOf(timeline.startUs) + xOf(timeline.endUs)) / 2;
  const caption = `sample: ${threeDigits(length)} µs`;
  const half = textWidth(caption, 11) / 2;
  return frameFigure(options, {
    title: `One sample under ${timeline.policy}, step by step`,
    subtitle: `the guest missed ${threeDigits(length)} µs (shaded); time runs from the begin of the sample`,
    label: timeline.steps.map(({ atUs, text }) => `at ${signedUs(atUs - timeline.startUs)} ${text}`).join('; '),
    bodyHeight: listTop + told.height - 4,
    body: [
      plot,
      axisText(
        document,
        [Math.min(right - half, Math.max(lanesLeft + half, middle)), lanesTop - 13],
        'middle',
        caption,
        true,
      ),
      ...lanes.map((lane) =>
        axisText(
          document,
          [lanesLeft - 12, yOf(lane) + laneHeight / 2 + 4],
          'end',
          shorten(lane, lanesLeft - 24, 11),
          true,
        ),
      ),
      ...spanLabels,
      ...marks,
      ...ticks.map((us) => axisText(document, [xOf(us + timeline.startUs), axisY], 'middle', plainNumber(us), true)),
      axisText(document, [right, axisY + 17], 'end', 'time since the sample began [µs] →'),
      ...told.elements,
    ],
  });
}
