import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { clock, clockCount, nextClock } from '../../src/engine/clocks.js';

const times = fc.array(fc.oneof(fc.integer({ min: 0, max: 5 }), fc.constant(Infinity)), {
  minLength: clockCount,
  maxLength: clockCount,
});

const all = Uint8Array.from({ length: clockCount }, (_, i) => i);

describe('the order of events', () => {
  it('is by time, and at the same nanosecond by the order in which the clocks are listed', () => {
    fc.assert(
      fc.property(times, (some) => {
        const first = nextClock(Float64Array.from(some), all);
        expect(some[first]).toBe(Math.min(...some));
        expect(some.indexOf(some[first]!)).toBe(first);
      }),
    );
  });

  it('is the same when clocks that never fire are left out', () => {
    fc.assert(
      fc.property(times, (some) => {
        fc.pre(some.some((timeNs) => timeNs < Infinity));
        const live = all.filter((i) => some[i]! < Infinity);
        const clocks = Float64Array.from(some);
        expect(nextClock(clocks, live)).toBe(nextClock(clocks, all));
      }),
    );
  });

  it('numbers the clocks from 0 on without a hole, so that the order is total', () => {
    expect(Object.values(clock).sort((a, b) => a - b)).toEqual(Array.from({ length: clockCount }, (_, i) => i));
  });

  it.each([
    ['L0', clock.steal1, clock.tick1],
    ['the grace-period kthread', clock.gpKthread, clock.tick1],
    ['a timer of the timer wheel', clock.timer, clock.tick1],
    ['the tick', clock.tick1, clock.cpu1],
    ["the CPU's own progress", clock.cpu1, clock.exit],
    ["the guest's timer", clock.guestTimer, clock.exit],
  ])('puts %s before what it precedes', (_who, earlier, later) => {
    expect(earlier).toBeLessThan(later);
  });
});
