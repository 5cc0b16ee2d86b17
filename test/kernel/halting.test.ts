import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  adaptHaltPolling,
  chooseCState,
  cStates,
  observeIdle,
  predictIdleNs,
  tickWakeNs,
} from '../../src/kernel/halt.js';

function adapted(pollNs: number, haltNs: number, limitNs = 200_000): number {
  const polling = { pollNs };
  adaptHaltPolling(polling, haltNs, limitNs);
  return polling.pollNs;
}

describe('halt polling', () => {
  test.each([
    ['begins at 10 us after a first short halt', 0, 50_000, 10_000],
    ['stays off after a first halt of the limit or more', 0, 200_000, 0],
    ['stays as it is where polling was long enough', 40_000, 40_000, 40_000],
    ['doubles where the halt was short but missed', 40_000, 40_001, 80_000],
    ['grows no further than the limit', 160_000, 170_000, 200_000],
    ['stays at the limit after a halt of exactly the limit', 100_000, 200_000, 100_000],
    ['is halved by a halt beyond the limit', 100_000, 200_001, 50_000],
    ['is halved down to 10 us', 20_000, 300_000, 10_000],
    ['ends where half of it is less than 10 us', 19_999, 300_000, 0],
  ])('%s', (_, pollNs, haltNs, expected) => {
    expect(adapted(pollNs, haltNs)).toBe(expected);
  });

  test('never leaves 0 and the range from the smaller of 10 us and the limit up to the limit', () => {
    const times = fc.array(fc.nat(1_000_000), { maxLength: 30 });
    fc.assert(
      fc.property(fc.nat(400_000), times, (limitNs, halts) => {
        const polling = { pollNs: 0 };
        for (const haltNs of halts) {
          adaptHaltPolling(polling, haltNs, limitNs);
          if (polling.pollNs === 0) continue;
          expect(polling.pollNs).toBeGreaterThanOrEqual(Math.min(10_000, limitNs));
          expect(polling.pollNs).toBeLessThanOrEqual(limitNs);
        }
      }),
    );
  });

  test('never begins with halt_poll_ns=0', () => {
    expect([0, 1, 50_000].map((haltNs) => adapted(0, haltNs, 0))).toEqual([0, 0, 0]);
  });
});

describe('the idle states', () => {
  test.each([
    ['skx', [2, 10, 133], [true, false, false]],
    ['icx', [1, 4, 170], [true, false, false]],
    ['spr', [1, 2, 290], [false, false, false]],
  ] as const)('of %s take %o us to leave', (model, exitsUs, irqs) => {
    expect(cStates[model].map(({ exitNs }) => exitNs / 1000)).toEqual(exitsUs);
    expect(cStates[model].map(({ irqsInEqs }) => irqsInEqs)).toEqual(irqs);
    expect(cStates[model].map(({ name }) => name)).toEqual(['C1', 'C1E', 'C6']);
  });

  test.each([
    ['C6', 599_999, 'C1E'],
    ['C6', 600_000, 'C6'],
    ['C1E', Infinity, 'C1E'],
    ['C1', Infinity, 'C1'],
    ['C6', 3999, 'C1'],
    ['C6', 0, 'C1'],
  ] as const)('down to %s for a stay of %i ns give %s', (deepest, predictedNs, name) => {
    expect(chooseCState(cStates.icx, deepest, predictedNs).name).toBe(name);
  });
});

test('a processor without idle states is refused', () => {
  expect(() => chooseCState([], 'C1', 0)).toThrow('no idle state in the table');
});

describe('the governor', () => {
  const tickNs = 1_000_000;
  const governor = (...stays: number[]) => {
    const kept = { recentNs: [], next: 0 };
    for (const stayNs of stays) observeIdle(kept, stayNs);
    return kept;
  };

  test('expects no end before it has seen a stay, but that of the next timer', () => {
    expect(predictIdleNs(governor(), Infinity, false, tickNs)).toBe(Infinity);
    expect(predictIdleNs(governor(), 70_000, false, tickNs)).toBe(70_000);
  });

  test('expects the mean of the last eight stays', () => {
    expect(predictIdleNs(governor(900, ...Array<number>(8).fill(300)), Infinity, false, tickNs)).toBe(300);
  });

  test('does not guess below a tick where the tick is stopped: it goes by the next timer', () => {
    expect(predictIdleNs(governor(300), 5_000_000, true, tickNs)).toBe(5_000_000);
    expect(predictIdleNs(governor(300), 5_000_000, false, tickNs)).toBe(300);
    expect(predictIdleNs(governor(2 * tickNs), 5_000_000, true, tickNs)).toBe(2 * tickNs);
    expect(predictIdleNs(governor(tickNs), 5_000_000, true, tickNs)).toBe(tickNs);
  });

  test('stops the tick once a tick has ended a stay that was thought short', () => {
    const stays = Array<number>(7).fill(300_000);
    expect(predictIdleNs(governor(...stays, tickWakeNs), Infinity, false, tickNs)).toBeGreaterThan(tickNs);
  });
});
