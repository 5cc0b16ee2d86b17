import { describe, expect, test } from 'vitest';
import { gracePeriodFigure, remainingWakesFigure, timelineFigure, windowsFigure } from '../../src/plots/index.js';
import { linkedomDocument, textsOf } from './figures.js';
import { families, syntheticProvenance } from './synthetic-curves.js';
import { syntheticGracePeriods, syntheticRemainingWakes, syntheticWakes } from './synthetic-rows.js';
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

describe('the figure of the wakes that would remain', () => {
  const draw = (wakes = syntheticRemainingWakes()) => remainingWakesFigure(wakes, options());
  const one = (fewest: number, most: number) => [
    { policy: 'oracle', windows: [{ window: 'guest', ticks: 9, kernel: 8, fewest, most }] },
  ];

  test('writes both bounds of every policy and window out, one number where they meet', () => {
    const texts = textsOf(draw(one(3, 7)));
    expect(texts.filter((text) => text === '3–7')).toHaveLength(2);
    expect(textsOf(draw(one(5, 5))).filter((text) => text === '5')).toHaveLength(2);
  });

  test('says the kernel’s own count over the ticks of each window, and of all together', () => {
    const texts = textsOf(draw());
    const hit = syntheticRemainingWakes()[0]!.windows.filter(({ ticks }) => ticks > 0);
    for (const { window, kernel, ticks } of hit) {
      const at = texts.indexOf(window);
      expect(texts.slice(at + 1, at + 3).map((text) => text.replaceAll('\u2009', ''))).toEqual([
        `kernel ${kernel}`,
        `of ${ticks} ticks`,
      ]);
    }
    expect(texts).toContain('all windows');
  });

  test('has no column for a window that no tick hit', () => {
    expect(textsOf(draw())).not.toContain('halt-poll');
  });

  test('draws a whisker only where the bounds differ, and as much of a bar as is certain', () => {
    const whiskers = (svg: ReturnType<typeof draw>) =>
      Array.from(svg.querySelectorAll('path')).filter((path) => (path.getAttribute('d') ?? '').includes('v6')).length;
    expect([whiskers(draw(one(3, 7))), whiskers(draw(one(5, 5)))]).toEqual([2, 0]);
    expect([draw(one(0, 4)), draw(one(2, 4))].map((svg) => svg.querySelectorAll('rect').length)).toEqual([0, 2]);
  });

  test('never reaches beyond its column', () => {
    const bars = Array.from(draw(one(3, 8)).querySelectorAll('rect'));
    for (const bar of bars) {
      expect(Number(bar.getAttribute('x')) + Number(bar.getAttribute('width'))).toBeLessThan(960);
    }
  });

  test('takes no policy and a trace without ticks', () => {
    const windows = [{ window: 'guest', ticks: 0, kernel: 0, fewest: 0, most: 0 }];
    for (const wakes of [[], [{ policy: 'mainline', windows }]]) {
      expect(draw(wakes).outerHTML).not.toMatch(/NaN|Infinity|undefined/);
    }
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
