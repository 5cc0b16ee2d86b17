import { JSDOM } from 'jsdom';
import { describe, expect, test } from 'vitest';
import { displayFigure } from '../../src/jupyter/index.js';
import {
  gracePeriodFigure,
  remainingWakesFigure,
  tailFigure,
  timelineFigure,
  windowsFigure,
  type FigureDocument,
  type FigureElement,
} from '../../src/plots/index.js';
import { hostileStrings, threats } from './hostile-strings.js';
import { linkedomDocument } from './figures.js';
import { syntheticCurve } from './synthetic-curves.js';
import { syntheticGracePeriods } from './synthetic-rows.js';
import { syntheticTimeline } from './synthetic-timeline.js';

/** Returns every figure with the text in every place that takes one. */
function drawAll<E extends FigureElement>(document: FigureDocument<E>, text: string): E[] {
  const provenance = { scenarioHash: text, seed: 1, version: text, digest: text };
  const options = { document, provenance, title: text, subtitle: text };
  const curve = { ...syntheticCurve('mainline', 3, 2000), policy: text };
  const periods = { ...syntheticGracePeriods()[0]!, policy: text };
  const wakes = { policy: text, windows: [{ window: text, perSecond: 1 }] };
  const remaining = { policy: text, windows: [{ window: text, ticks: 3, kernel: 2, fewest: 1, most: 2 }] };
  const line = syntheticTimeline();
  const timeline = {
    ...line,
    policy: text,
    spans: line.spans.map((span) => ({ ...span, lane: text, label: text, startUs: 800, endUs: 866 })),
    steps: line.steps.map((step) => ({ ...step, text })),
  };
  return [
    tailFigure([curve], options),
    remainingWakesFigure([remaining], { ...options, provenance: { ...provenance, recording: text, kernel: text } }),
    gracePeriodFigure([periods], options),
    windowsFigure([wakes], options),
    timelineFigure(timeline, options),
    timelineFigure(timeline, { document, provenance }),
  ];
}

describe.each(hostileStrings)('the text %j', (text) => {
  test('renders inert in every text field of every figure', () => {
    const { window } = new JSDOM('<!doctype html><body></body>', { runScripts: 'dangerously' });
    let written = '';
    const host = { html: () => {}, svg: (svg: string) => (written += svg) };
    for (const figure of drawAll(linkedomDocument(), text)) displayFigure(host, figure);
    window.document.body.innerHTML = written;
    expect(window.document.querySelectorAll('svg[role]').length).toBe(6);
    expect(threats(window.document.body)).toEqual([]);
    window.close();
  });
});

test('a hostile text stays readable as text', () => {
  const [figure] = drawAll(linkedomDocument(), '<b>&amp;</b>');
  expect(figure!.textContent).toContain('<b>&amp;</b>');
});

test('figures built in a page carry no threat either', () => {
  const { window } = new JSDOM('<!doctype html><body></body>', { runScripts: 'dangerously' });
  for (const text of hostileStrings.filter((_, i) => i % 6 === 0)) {
    for (const figure of drawAll(window.document, text)) window.document.body.append(figure);
  }
  expect(threats(window.document.body)).toEqual([]);
  window.close();
});

test('the walk finds what it is meant to find', () => {
  const { window } = new JSDOM(
    '<body><img src=x onerror=alert(1)><a href="javascript:alert(1)">x</a><svg onload="1"></svg></body>',
  );
  expect(threats(window.document.body).length).toBeGreaterThanOrEqual(5);
  window.close();
});
