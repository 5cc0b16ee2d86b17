import { describe, expect, test } from 'vitest';
import { canStopTick, schedNeedsTick, tickEdgeAt, tickPhaseNs } from '../../src/kernel/tick.js';

const none = { held: false, rcu: false, rcuExp: false, sched: false };

describe('a nohz_full CPU', () => {
  test('stops its tick only if nothing at all holds it', () => {
    expect(canStopTick(none)).toBe(true);
    for (const held of Object.keys(none)) expect(canStopTick({ ...none, [held]: true })).toBe(false);
  });

  test.each([
    ['one SCHED_OTHER task', 1, 0, false],
    ['two SCHED_OTHER tasks', 2, 0, true],
    ['two SCHED_OTHER tasks behind a FIFO one', 2, 1, false],
    ['FIFO tasks, however many', 0, 5, false],
    ['nobody', 0, 0, false],
  ])('needs the tick for the scheduler, or not, with %s', (_, other, fifo, needs) => {
    expect(schedNeedsTick(other, fifo)).toBe(needs);
  });
});

describe('the phase of a tick', () => {
  test('is spread over half a period with skew_tick=1, in phase without', () => {
    const phases = Array.from({ length: 24 }, (_, cpu) => tickPhaseNs(cpu, 24, 1_000_000, true));
    expect(phases[0]).toBe(0);
    expect(phases[23]).toBe(23 * 20_833);
    expect(new Set(phases).size).toBe(24);
    expect(tickPhaseNs(7, 24, 1_000_000, false)).toBe(0);
  });

  test('fixes the edges: the first at or after a time', () => {
    expect(tickEdgeAt(0, 1_000_000, 41_666)).toBe(41_666);
    expect(tickEdgeAt(41_666, 1_000_000, 41_666)).toBe(41_666);
    expect(tickEdgeAt(41_667, 1_000_000, 41_666)).toBe(1_041_666);
  });
});
