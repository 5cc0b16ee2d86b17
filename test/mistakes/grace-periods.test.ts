import { describe, expect, test } from 'vitest';
import { policies } from '../../src/policies/index.js';
import { byWindow, median, observe, over } from './observe.js';

const kernelStay = (handlerMs: number) => ({
  ticks: { keptOn: true },
  guest: { exits: { heavy: { ratePerSec: 0.4, handler: { medianUs: handlerMs * 1000, p99Us: handlerMs * 1000 } } } },
  gracePeriods: { thinkMs: 20 },
  run: { durationSec: 15 },
});

/** The policies that skip in a long exit handler, grace period young. */
const skipInHandler = policies
  .map(({ id }) => id)
  .filter((id) => /^(last-guest-exit|run-loop|lenient|last-qs|patience)/.test(id));

describe('the one second (mistake 7)', () => {
  test.each(skipInHandler)('is the age of the grace period under %s, whenever the last exit was', (id) => {
    const { gracePeriods } = observe(id, kernelStay(2500));
    const longest = Math.max(...gracePeriods);
    expect(longest).toBeGreaterThanOrEqual(1000);
    expect(longest).toBeLessThanOrEqual(1003);
  });

  test('counts twice under last-guest-exit: its own window may close before', () => {
    const { gracePeriods } = observe(
      'last-guest-exit',
      over(kernelStay(2500), { patches: { lastGuestExitWindowMs: 300 } }),
    );
    expect(Math.max(...gracePeriods)).toBeGreaterThan(290);
    expect(Math.max(...gracePeriods)).toBeLessThanOrEqual(304);
  });
});

describe('ages in jiffies (mistake 8)', () => {
  test.each([
    [100, 1],
    [250, 1],
    [300, 2],
    [1000, 3],
  ] as const)('at HZ=%i a grace period that a scan ends lasts more than %i ticks and at most one more', (hz, delay) => {
    const tickNs = Math.floor(1e9 / hz);
    const { gracePeriodsNs } = observe('mainline', {
      host: { hz },
      gracePeriods: { requestsPerSec: 20 },
      run: { durationSec: 20 },
    });
    const longest = Math.max(...gracePeriodsNs);
    const shortest = Math.min(...gracePeriodsNs);
    const costsNs = 3 * 5000 + 2000;
    expect(gracePeriodsNs.length).toBeGreaterThan(200);
    expect(shortest).toBeGreaterThan(delay * tickNs);
    expect(longest).toBeLessThanOrEqual((delay + 1) * tickNs + costsNs);
    expect(longest - shortest).toBeGreaterThan(0.9 * tickNs);
  });
});

describe('a skip (mistakes 9 and 10)', () => {
  test('delays no grace period while the CPU is in the guest, in user mode or idle, false positives or not', () => {
    const guest = {
      exits: { io: { ratePerSec: 300, userspaceShare: 1 }, msr: { ratePerSec: 300 } },
      userspace: { medianUs: 3000, p99Us: 3000 },
      hlt: { ratePerSec: 200, length: { medianUs: 4000, p99Us: 4000 } },
    };
    const spec = {
      host: { haltPollNs: 0 },
      ticks: { keptOn: true },
      gracePeriods: { thinkMs: 5 },
      run: { durationSec: 5 },
    };
    for (const id of skipInHandler) {
      const { gracePeriods, falsePositives } = observe(id, { ...spec, guest, patches: { soonUs: 1 } });
      expect(falsePositives.length).toBeGreaterThan(10);
      expect([id, median(gracePeriods)]).toEqual([id, 4]);
      expect(Math.max(...gracePeriods)).toBeLessThanOrEqual(8);
    }
  });

  test.each(['rt', 'full'] as const)(
    'outlasts urgency, forced tick and reschedules: noted is not reported, with %s',
    (preemption) => {
      const spec = { ...kernelStay(2500), ticks: {}, host: { preemption } };
      const { gracePeriods, events } = observe('run-loop-flag', spec, { traced: true });
      expect(Math.max(...gracePeriods)).toBeGreaterThanOrEqual(1000);
      expect(events.some(({ detail }) => detail.startsWith('resched, age'))).toBe(true);
      expect(events.some(({ event }) => event === 'tick restarts')).toBe(true);
    },
  );

  test('ends in 200 ms and a scan without PREEMPT_RCU, where cond_resched() serves a heavy request', () => {
    const { gracePeriods } = observe('run-loop-flag', { ...kernelStay(2500), host: { preemption: 'none' } });
    expect(Math.max(...gracePeriods)).toBeGreaterThan(200);
    expect(Math.max(...gracePeriods)).toBeLessThan(212);
  });

  test('is no part of mainline: there the CPU reports after two ticks, and the vCPU pays for it', () => {
    const { gracePeriods } = observe('mainline', kernelStay(2500));
    expect(Math.max(...gracePeriods)).toBeLessThanOrEqual(8);
  });
});

describe('the note at guest exit (mistake 11)', () => {
  const exits = { exits: { msr: { ratePerSec: 2000 } } };

  test('does nothing on a nohz_full CPU: every tick and every wake is that of mainline', () => {
    const spec = { guest: exits, ticks: { keptOn: true }, gracePeriods: { requestsPerSec: 60 } };
    const [merged, mainline] = [observe('qs-on-guest-exit', spec), observe('mainline', spec)];
    expect(merged.ticks).toEqual(mainline.ticks);
    expect(merged.wakes).toEqual(mainline.wakes);
    expect(merged.gracePeriods).toEqual(mainline.gracePeriods);
  });

  test('saves no wake on a CPU that is only isolated: what is noted must still be reported', () => {
    const spec = { host: { isolation: 'isolcpus' }, guest: exits, gracePeriods: { requestsPerSec: 60 } } as const;
    const [merged, mainline] = [observe('qs-on-guest-exit', spec), observe('mainline', spec)];
    expect(merged.wakes.length / mainline.wakes.length).toBeCloseTo(1, 1);
  });

  test('would save each wake in the guest if it did what it says, and none in a handler', () => {
    const spec = {
      ticks: { keptOn: true },
      guest: { exits: { heavy: { ratePerSec: 100, handler: { medianUs: 3000, p99Us: 3000 } } } },
      gracePeriods: { thinkMs: 6 },
      run: { durationSec: 5 },
    };
    const ideal = byWindow(observe('qs-on-guest-exit-ideal', spec));
    const mainline = byWindow(observe('mainline', spec));
    expect(mainline.guest.pending).toBeGreaterThan(100);
    expect(ideal.guest.pending).toBe(0);
    expect(ideal['exit-handler'].pending).toBeGreaterThan(100);
  });
});

describe('patience (mistake 12)', () => {
  const spec = { ticks: { keptOn: true }, gracePeriods: { requestsPerSec: 60 } };

  test('of 0, the default of the kernel, is mainline', () => {
    const off = observe('patience', { ...spec, patches: { patienceMs: 0 } });
    expect(off.ticks).toEqual(observe('mainline', spec).ticks);
  });

  test.each([1001, 5000])('of %i ms is patience of a second', (patienceMs) => {
    const long = observe('patience', { ...kernelStay(2500), patches: { patienceMs } });
    expect(long.gracePeriods).toEqual(observe('patience', kernelStay(2500)).gracePeriods);
  });
});
