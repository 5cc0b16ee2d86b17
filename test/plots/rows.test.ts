import { describe, expect, test } from 'vitest';
import { gracePeriodFigure, timelineFigure, windowsFigure } from '../../src/plots/index.js';
import { linkedomDocument, textsOf } from './figures.js';
import { families, syntheticProvenance } from './synthetic-curves.js';
import { syntheticGracePeriods, syntheticWakes } from './synthetic-rows.js';
import { syntheticTimeline } from './synthetic-timeline.js';

const options = () => ({ document: linkedomDocument(), provenance: syntheticProvenance });
const policies = families.flat();

describe('the figure of grace periods', () => {
  test('names every policy and states median, longest and number with units', () => {
    const texts = textsOf(gracePeriodFigure(syntheticGracePeriods(), options()));
    for (const policy of policies) expect(texts.join(' ')).toContain(policy);
    expect(texts).toEqual(expect.arrayContaining(['median', 'longest', 'number', '1.00 s', '12.0 ms']));
    expect(texts.some((text) => text.includes('[ms'))).toBe(true);
  });

  test('draws a bar for each length that occurred, the rarest still visible', () => {
    const [distribution] = syntheticGracePeriods();
    const svg = gracePeriodFigure([distribution!], options());
    const heights = Array.from(svg.querySelectorAll('rect')).map((rect) => Number(rect.getAttribute('height')));
    expect(heights.length).toBe(distribution!.bins.length);
    expect(Math.min(...heights)).toBeGreaterThan(2);
  });

  test.each([
    ['nothing', []],
    ['a policy under which none ended', [{ policy: 'mainline', bins: [], count: 0, p50Ms: 0, maxMs: 0 }]],
  ])('takes %s', (_, distributions) => {
    const svg = gracePeriodFigure(distributions, options());
    expect(svg.outerHTML).not.toMatch(/NaN|Infinity|undefined/);
  });
});

describe('the figure of wakes by window', () => {
  test('writes every number out, with the unit in the heads of the columns', () => {
    const wakes = syntheticWakes();
    const texts = textsOf(windowsFigure(wakes, options()));
    for (const { window } of wakes[0]!.windows) expect(texts).toContain(window);
    expect(texts.filter((text) => text.endsWith('/s')).length).toBe(wakes[0]!.windows.length + 1);
    expect(texts.filter((text) => /^[\d.]+$/.test(text)).length).toBe(families.length * (wakes[0]!.windows.length + 1));
  });

  test('draws no bar for what never happened', () => {
    const windows = [{ window: 'guest', perSecond: 0 }];
    const svg = windowsFigure([{ policy: 'oracle', windows }], options());
    expect(svg.querySelectorAll('rect').length).toBe(0);
    expect(windowsFigure([], options()).outerHTML).not.toMatch(/NaN|Infinity|undefined/);
  });
});

describe('the timeline', () => {
  test('numbers its steps in the picture and tells them below, with their times', () => {
    const timeline = syntheticTimeline();
    const texts = textsOf(timelineFigure(timeline, options()));
    timeline.steps.forEach(({ text }, i) => {
      expect(texts).toContain(text);
      expect(texts.filter((other) => other === String(i + 1)).length).toBeGreaterThanOrEqual(2);
    });
    expect(texts).toEqual(
      expect.arrayContaining(['+0.70 µs', 'sample: 43.5 µs', 'time since the sample began [µs] →']),
    );
  });

  test('has a lane for each name, in the order of first appearance', () => {
    const texts = textsOf(timelineFigure(syntheticTimeline(), options()));
    const lanes = ['guest', 'vCPU thread', 'interrupts', 'rcuc', 'grace period'];
    expect(texts.filter((text) => lanes.includes(text))).toEqual(lanes);
  });

  test('takes a sample with nothing around it', () => {
    const svg = timelineFigure({ policy: 'mainline', startUs: 5, endUs: 5, spans: [], steps: [] }, options());
    expect(svg.outerHTML).not.toMatch(/NaN|Infinity|undefined/);
  });

  test('puts times before the sample on the negative side', () => {
    const timeline = { ...syntheticTimeline(), steps: [{ atUs: 802.4, text: 'earlier' }] };
    expect(textsOf(timelineFigure(timeline, options()))).toContain('−10.0 µs');
  });
});
