import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cpus, everyPolicy, hookCalls, play, someParameters, tickViews } from './hosts.js';

describe.each(everyPolicy.map((policy) => [policy.id, policy] as const))('%s', (_id, policy) => {
  test('gives the same answer to the same tick, whatever was asked in between', () => {
    fc.assert(
      fc.property(someParameters, hookCalls, tickViews, tickViews, (parameters, calls, tick, other) => {
        const instance = policy.create(parameters, cpus);
        for (const call of calls) play(instance, call);
        const first = instance.skips(tick);
        instance.skips(other);
        expect(instance.skips(tick)).toBe(first);
        expect(instance.skips({ ...tick })).toBe(first);
      }),
      { numRuns: 50 },
    );
  });

  test('ends in the same state whether or not it was asked on the way', () => {
    fc.assert(
      fc.property(someParameters, hookCalls, tickViews, (parameters, calls, tick) => {
        const asked = policy.create(parameters, cpus);
        const silent = policy.create(parameters, cpus);
        for (const call of calls) {
          asked.skips(tick);
          play(asked, call);
          play(silent, call);
        }
        expect(asked.skips(tick)).toBe(silent.skips(tick));
      }),
      { numRuns: 50 },
    );
  });

  test('does not let hooks of one CPU change its answer on another', () => {
    fc.assert(
      fc.property(someParameters, hookCalls, tickViews, (parameters, calls, tick) => {
        const all = policy.create(parameters, cpus);
        const own = policy.create(parameters, cpus);
        for (const call of calls) {
          play(all, call);
          if (call.cpu === tick.cpu) play(own, call);
        }
        expect(own.skips(tick)).toBe(all.skips(tick));
      }),
      { numRuns: 50 },
    );
  });

  test('starts each host with fresh state', () => {
    fc.assert(
      fc.property(someParameters, hookCalls, tickViews, (parameters, calls, tick) => {
        const used = policy.create(parameters, cpus);
        for (const call of calls) play(used, call);
        const before = policy.create(parameters, cpus).skips(tick);
        used.skips(tick);
        expect(policy.create(parameters, cpus).skips(tick)).toBe(before);
      }),
      { numRuns: 20 },
    );
  });

  test('costs a whole number of nanoseconds at a guest exit, never less than none', () => {
    fc.assert(
      fc.property(someParameters, (parameters) => {
        const { exitCostNs } = policy.create(parameters, cpus);
        expect(Number.isInteger(exitCostNs) && exitCostNs >= 0).toBe(true);
      }),
      { numRuns: 10 },
    );
  });
});

describe('a longer limit', () => {
  const limits = [
    ['last-guest-exit', 'lastGuestExitWindowMs'],
    ['last-guest-exit-reset', 'lastGuestExitWindowMs'],
    ['last-guest-exit-reset-sched', 'lastGuestExitWindowMs'],
    ['last-qs-age', 'lastQsAgeJiffies'],
    ['patience', 'patienceMs'],
    ['patience-qs', 'patienceMs'],
    ['patience-gapless', 'patienceMs'],
  ] as const;

  test.each(limits)('never makes %s wake rcuc where a shorter one did not (%s)', (id, limit) => {
    const policy = everyPolicy.find((candidate) => candidate.id === id);
    fc.assert(
      fc.property(someParameters, fc.nat(3000), hookCalls, tickViews, (parameters, more, calls, tick) => {
        const short = policy?.create(parameters, cpus);
        const long = policy?.create({ ...parameters, [limit]: parameters[limit] + more }, cpus);
        if (short === undefined || long === undefined) throw new Error(`no policy ${id}`);
        for (const call of calls) {
          play(short, call);
          play(long, call);
        }
        expect(short.skips(tick) && !long.skips(tick)).toBe(false);
      }),
      { numRuns: 100 },
    );
  });
});
