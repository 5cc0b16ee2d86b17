import { describe, expect, it } from 'vitest';
import { fieldAt, presetNames, scenario } from '../../src/scenario/index.js';
import { amountText, amountWords } from '../../src/workbook/amount.js';
import { nearestStop, roundNumbers } from '../../src/workbook/round-numbers.js';
import { sliderNames, sliders } from '../../src/workbook/sliders.js';

describe('a slider', () => {
  it('exists for each name, in order', () => {
    expect(sliders.map(({ name }) => name)).toEqual([...sliderNames]);
  });

  it.each(sliders)('$name stands where it was moved to, in every preset', (slider) => {
    for (const preset of presetNames) {
      const base = scenario({}, preset);
      for (const stop of slider.stops) {
        expect(slider.read(scenario(slider.write(base, stop), preset))).toBeCloseTo(
          stop,
          3 - Math.ceil(Math.log10(stop + 1)),
        );
      }
    }
  });

  it.each(sliders)(
    '$name has its default among its stops or between them, and rising stops within the range of its fields',
    (slider) => {
      expect([...slider.stops].sort((a, b) => a - b)).toEqual([...slider.stops]);
      expect(slider.stops[0]).toBeLessThanOrEqual(slider.default);
      expect(slider.stops.at(-1)).toBeGreaterThanOrEqual(slider.default);
      for (const path of slider.paths)
        expect(fieldAt(path)?.max ?? Infinity).toBeGreaterThanOrEqual(slider.stops.at(-1) ?? 0);
    },
  );

  it('for exits keeps the share of each class', () => {
    const slider = sliders.find(({ name }) => name === 'exitRate')!;
    const base = scenario();
    const doubled = scenario(slider.write(base, 2 * slider.read(base)));
    for (const name of ['fastpath', 'msr', 'io', 'fault', 'heavy'] as const) {
      expect(doubled.guest.exits[name].ratePerSec).toBeCloseTo(2 * base.guest.exits[name].ratePerSec, 2);
    }
  });

  it('says why it has no effect where a closed loop asks for the grace periods', () => {
    const slider = sliders.find(({ name }) => name === 'gracePeriodRate')!;
    expect(slider.idle(scenario({}, 'recorded-h1000'))).toMatch(/20 ms/);
    expect(slider.idle(scenario())).toBeNull();
  });
});

describe('round numbers', () => {
  it('stand evenly on a logarithmic scale, with both ends', () => {
    const row = roundNumbers(0.1, 5000, { zero: true });
    expect(row[0]).toBe(0);
    expect(row[1]).toBe(0.1);
    expect(row.at(-1)).toBe(5000);
    const ratios = row.slice(2).map((value, index) => value / (row[index + 1] ?? 1));
    expect(Math.max(...ratios)).toBeLessThan(1.34);
  });

  it('hold integers alone where only those make sense', () => {
    expect(roundNumbers(1, 5000, { integer: true }).every(Number.isInteger)).toBe(true);
  });

  it('find the nearest stop by ratio, and zero for zero alone', () => {
    expect(nearestStop([0, 1, 10, 100], 40)).toBe(3);
    expect(nearestStop([0, 1, 10, 100], 20)).toBe(2);
    expect(nearestStop([0, 1, 10, 100], 0)).toBe(0);
    expect(nearestStop([0, 1, 10, 100], 0.001)).toBe(1);
  });
});

describe('an amount', () => {
  it('is written in the unit that suits it', () => {
    expect(amountText(16_500, '/s')).toBe('16\u2009500\u2009/s');
    expect(amountText(2_500_000, 'us')).toBe('2.5\u2009s');
    expect(amountText(0, 'us')).toBe('0\u2009µs');
    expect(amountText(1000, 'ms')).toBe('1\u2009s');
  });

  it('is spoken in words', () => {
    expect(amountWords(16_500, '/s')).toBe('16500 per second');
    expect(amountWords(30, 'us')).toBe('30 microseconds');
    expect(amountWords(3, '')).toBe('3');
  });
});
