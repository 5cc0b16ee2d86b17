import { expect, test } from 'vitest';
import { policies, policyById } from '../../src/policies/index.js';
import { cpus, parameters, tickView } from './hosts.js';

test.each(['last-guest-exit', 'last-guest-exit-reset', 'last-guest-exit-reset-sched'])(
  '%s takes the last guest exit of a recording, and its absence',
  (id) => {
    const instance = policyById(id).create(parameters, cpus);
    instance.restore?.(0, { lastGuestExit: 4500 });
    expect(instance.skips(tickView())).toBe(true);
    instance.restore?.(0, {});
    expect(instance.skips(tickView())).toBe(true);
    expect(instance.skips(tickView({ cpu: 1 }))).toBe(false);
    instance.restore?.(0, { lastGuestExit: null });
    expect(instance.skips(tickView())).toBe(false);
  },
);

test('a recorded exit in jiffies is refused under the ktime clock', () => {
  const instance = policyById('last-guest-exit').create({ ...parameters, lastGuestExitClock: 'ktime' }, cpus);
  instance.restore?.(0, { lastGuestExit: null });
  expect(() => instance.restore?.(0, { lastGuestExit: 4500 })).toThrow(/'jiffies' to replay it: 'ktime'/);
});

test.each(['run-loop-flag', 'run-loop-flag-sched', 'guest-entry-flag'])('%s takes the flag of a recording', (id) => {
  const instance = policyById(id).create(parameters, cpus);
  instance.restore?.(0, { flag: true });
  instance.restore?.(0, {});
  expect(instance.skips(tickView())).toBe(true);
  expect(instance.skips(tickView({ cpu: 1 }))).toBe(false);
  instance.restore?.(0, { flag: false });
  expect(instance.skips(tickView())).toBe(false);
});

test('last-qs-age takes the last quiescent state of a recording', () => {
  const instance = policyById('last-qs-age').create(parameters, cpus);
  instance.restore?.(0, { lastQuiescentState: 4001 });
  instance.restore?.(0, {});
  expect(instance.skips(tickView())).toBe(true);
  instance.restore?.(0, { lastQuiescentState: 4000 });
  expect(instance.skips(tickView())).toBe(false);
});

test('the idle-entry rule laid over a policy keeps its restore', () => {
  const instance = policyById('run-loop-flag-sched+idle-entry').create(parameters, cpus);
  instance.restore?.(0, { flag: true });
  expect(instance.skips(tickView())).toBe(true);
});

test('no policy without side state asks for any', () => {
  const restoring = policies.filter((policy) => policy.create(parameters, cpus).restore !== undefined);
  expect(restoring.map(({ id }) => id)).toEqual([
    'last-guest-exit',
    'last-guest-exit-reset',
    'last-guest-exit-reset-sched',
    'run-loop-flag',
    'run-loop-flag-sched',
    'guest-entry-flag',
    'last-qs-age',
  ]);
});
