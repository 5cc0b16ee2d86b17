import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { latestEndNs } from '../../../src/trace/counterfactual/delayed-grace-periods.js';
import { eqsTimes } from '../../../src/trace/counterfactual/eqs-times.js';
import type { CpuTimeline } from '../../../src/trace/index.js';
import { createMarks } from '../../../src/trace/timeline/marks.js';

const ms = 1e6;

/** A CPU that is in the guest in the given stretches [ms]. */
function guestIn(...stretches: readonly (readonly [from: number, to: number])[]) {
  const marks = createMarks();
  for (const [from, to] of stretches) {
    marks.add('guest-enter', from * ms, NaN);
    marks.add('guest-exit', to * ms, NaN);
  }
  return eqsTimes({ marks } as unknown as CpuTimeline);
}

describe('when the scans find a CPU that doesn’t report', () => {
  const at1000 = { hz: 1000, cpus: 24 };

  it.each([
    ['in the guest at the first scan', guestIn([0, 100]), 4],
    ['in the guest only after it', guestIn([4.5, 100]), 8],
    ['through the guest between the first and the second', guestIn([4.5, 4.6]), 8],
    ['in the kernel for 20 ms', guestIn([20, 100]), 28],
    ['in the guest for a part of the time in which the first scan can come', guestIn([0, 3.5], [9.5, 100]), 16],
    ['in the kernel for good', guestIn(), 1003],
  ])('%s', (_name, eqs, latest) => {
    expect(latestEndNs(0, eqs, at1000) / ms).toBe(latest);
  });

  it('the delay of the scans follows the tick rate and the number of CPUs', () => {
    const always = guestIn([0, 1e6]);
    const first = (hz: number, cpus = 24) => latestEndNs(0, always, { hz, cpus }) / ms;
    expect([first(100), first(250), first(1000), first(1000, 512)]).toEqual([20, 8, 4, 6]);
    expect(first(300)).toBeCloseTo(10);
  });

  it('a CPU that is quiescent more of the time is never found later', () => {
    fc.assert(
      fc.property(
        fc.array(fc.nat(3000), { minLength: 2, maxLength: 12 }),
        fc.nat(3000),
        fc.nat(300),
        (edges, from, length) => {
          const sorted = [...new Set(edges)].sort((a, b) => a - b);
          const stretches: [number, number][] = [];
          for (let at = 0; at + 1 < sorted.length; at += 2) stretches.push([sorted[at] ?? 0, sorted[at + 1] ?? 0]);
          const until = from + length + 1;
          const apart = stretches.filter(([a, b]) => b < from || a > until);
          const touching = stretches.filter(([a, b]) => b >= from && a <= until);
          const merged: [number, number] = [
            Math.min(from, ...touching.map(([a]) => a)),
            Math.max(until, ...touching.map(([, b]) => b)),
          ];
          const more = [...apart, merged].sort(([a], [b]) => a - b);
          expect(latestEndNs(0, guestIn(...more), at1000)).toBeLessThanOrEqual(
            latestEndNs(0, guestIn(...stretches), at1000),
          );
        },
      ),
    );
  });
});

describe('the extended quiescent states of a CPU', () => {
  const eqs = guestIn([10, 20], [30, 40]);

  it('the next entry and the first moment inside are found from any time', () => {
    expect([0, 10, 15, 20, 30, 35, 40].map((at) => eqs.nextEntryNs(at * ms) / ms)).toEqual([
      10,
      10,
      30,
      30,
      30,
      Infinity,
      Infinity,
    ]);
    expect([0, 10, 15, 20, 39, 40].map((at) => eqs.firstInsideNs(at * ms) / ms)).toEqual([
      10,
      10,
      15,
      30,
      39,
      Infinity,
    ]);
  });

  it('idle counts from the switch where the trace shows no more', () => {
    const marks = createMarks();
    marks.add('to-idle', 5 * ms, NaN);
    marks.add('to-vcpu', 9 * ms, NaN);
    const idle = eqsTimes({ marks } as unknown as CpuTimeline);
    expect(idle.nextEntryNs(0)).toBe(5 * ms);
    expect(idle.firstInsideNs(10 * ms)).toBe(Infinity);
  });
});
