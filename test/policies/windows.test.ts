import { describe, expect, test } from 'vitest';
import { policies, policyById, type TickView } from '../../src/policies/index.js';
import { rcuNohzFullCpu } from '../../src/kernel/rcu-pending.js';
import { cpus, parameters, play, tickView, type HookCall } from './hosts.js';

type Step = HookCall['hook'] | 'other-ioctl';

/** Plays steps on CPU 0 (or, as [step, cpu], elsewhere) at jiffies 4990 and returns the ids that ask to skip the tick. */
function skippers(steps: readonly (Step | readonly [Step, number])[], tick: Partial<TickView>): string[] {
  return policies
    .filter((policy) => {
      const instance = policy.create(parameters, cpus);
      for (const entry of steps) {
        const [step, cpu] = typeof entry === 'string' ? [entry, 0] : entry;
        const hook = step === 'other-ioctl' ? 'vcpuLoad' : step;
        play(instance, { hook, cpu, jiffies: 4990, wantsToRun: step !== 'other-ioctl' });
        // A guest entry begins an extended quiescent state, an exit ends it, a switch notes a quiescent state.
        if (/^(guest|sched)/.test(step)) {
          play(instance, { hook: 'quiescentState', cpu, jiffies: 4990, wantsToRun: false });
        }
      }
      return instance.skips(tickView(tick));
    })
    .map(({ id }) => id);
}

const snapshot = 'last-guest-exit';
const zeroed = 'last-guest-exit-reset';
const zeroedSched = 'last-guest-exit-reset-sched';
const flag = 'run-loop-flag';
const flagSched = 'run-loop-flag-sched';
const anyYoung = ['patience', 'patience-qs', 'patience-gapless'];
const ran = ['vcpuLoad', 'guestEnter', 'guestExit'] as const;
const soon = { nextEqsNs: 3000 };
const inRunLoop = { currentIsVcpu: true, ...soon };
const inGuest = { pfVcpu: true, irqFromGuest: true, ...inRunLoop };

describe('the policies that skip', () => {
  test('a tick that hits the guest are all but mainline, P6, P10, P10i and P14', () => {
    const rest = ['mainline', 'guest-entry-flag', 'qs-on-guest-exit', 'qs-on-guest-exit-ideal', 'idle-entry'];
    expect(skippers(ran, inGuest)).toEqual(policies.map(({ id }) => id).filter((id) => !rest.includes(id)));
  });

  test('a tick that hits the guest on SVM are the same but P7', () => {
    const vmx = skippers(ran, inGuest);
    expect(skippers(ran, { ...inGuest, irqFromGuest: false })).toEqual(vmx.filter((id) => id !== 'irq-from-guest'));
  });

  test('a tick that hits the guest while RCU is idle are the same but patience as merged', () => {
    const young = skippers(ran, inGuest);
    const idle = skippers(ran, { ...inGuest, gpInProgress: false });
    expect(idle).toEqual(young.filter((id) => id !== 'patience' && id !== 'patience-qs'));
  });

  test('a tick that hits the guest in a grace period of a second are the oracle alone', () => {
    const gpStart = 5000 - parameters.hz;
    const asking = skippers(ran, { ...inGuest, gpStart });
    const allowed = rcuNohzFullCpu(true, { gpSeq: 5, gpStart }, 5000, parameters.hz);
    const skipping = policies.filter(
      (policy) =>
        asking.includes(policy.id) && (allowed || policy.create(parameters, cpus).ignoresOneSecondRule === true),
    );
    expect(skipping.map(({ id }) => id)).toEqual(['oracle']);
  });

  test('a tick in the exit handler or in halt polling go by exit, flag, task or age', () => {
    const expected = [
      snapshot,
      zeroed,
      zeroedSched,
      flag,
      flagSched,
      'lenient-task',
      'last-qs-age',
      ...anyYoung,
      'oracle',
    ];
    expect(skippers(ran, inRunLoop)).toEqual(expected);
    expect(skippers(ran, { ...inRunLoop, nextEqsNs: 200_000 })).toEqual(expected);
  });

  test('a tick just before idle have no hook in kvm_sched_out, or P14', () => {
    expect(skippers([...ran, 'schedOut'], { currentIsIdle: true, ...soon })).toEqual([
      snapshot,
      zeroed,
      flag,
      'last-qs-age',
      ...anyYoung,
      'idle-entry',
      'oracle',
    ]);
  });

  test('a tick on the way to userspace have no hook in vcpu_put', () => {
    expect(skippers([...ran, 'vcpuPut'], inRunLoop)).toEqual([
      snapshot,
      'lenient-task',
      'last-qs-age',
      ...anyYoung,
      'oracle',
    ]);
  });

  test('a tick before the first guest exit of an ioctl go by flag, task or age', () => {
    const again = [...ran, 'vcpuPut', 'vcpuLoad'] as const;
    expect(skippers(again, inRunLoop)).toEqual([
      snapshot,
      flag,
      flagSched,
      'lenient-task',
      'last-qs-age',
      ...anyYoung,
      'oracle',
    ]);
  });

  test('a tick in an ioctl that does not run the guest are not the run-loop flags', () => {
    const ids = skippers([...ran, 'vcpuPut', 'other-ioctl'], inRunLoop);
    expect(ids).toEqual([snapshot, 'lenient-task', 'last-qs-age', ...anyYoung, 'oracle']);
  });

  test('a tick in a kernel thread that preempted the vCPU are false positives of P1, P2, P4, P9 and patience', () => {
    expect(skippers([...ran, 'schedOut'], {})).toEqual([snapshot, zeroed, flag, 'last-qs-age', ...anyYoung]);
  });

  test('a tick on the CPU that the vCPU left are the same false positives', () => {
    const moved = [...ran, 'schedOut', ['schedIn', 1], ['guestEnter', 1], ['guestExit', 1], ['vcpuPut', 1]] as const;
    expect(skippers(moved, {})).toEqual([snapshot, zeroed, flag, 'last-qs-age', ...anyYoung]);
  });

  test('a tick on the CPU that the vCPU left, ages later, are P4 and patience', () => {
    const moved = [...ran, 'schedOut', ['schedIn', 1], ['vcpuPut', 1]] as const;
    expect(skippers(moved, { jiffies: 90_000, gpStart: 89_990 })).toEqual([flag, ...anyYoung]);
  });

  test('a tick on the new CPU before the first exit lack the snapshot and the flag without hooks', () => {
    const moved = [...ran, 'schedOut', ['schedIn', 1]] as const;
    expect(skippers(moved, { cpu: 1, ...inRunLoop })).toEqual([
      flagSched,
      'lenient-task',
      'last-qs-age',
      ...anyYoung,
      'oracle',
    ]);
  });

  test('a tick that hits the guest on the new CPU lack the flag without hooks', () => {
    const moved = [...ran, 'schedOut', ['schedIn', 1], ['guestEnter', 1], ['guestExit', 1]] as const;
    const stayed = skippers(ran, inGuest);
    expect(skippers(moved, { cpu: 1, ...inGuest })).toEqual(stayed.filter((id) => id !== flag));
  });

  test('a tick in kernel work after the end of the VM are P1, P9 and patience', () => {
    expect(skippers([...ran, 'vcpuPut'], {})).toEqual([snapshot, 'last-qs-age', ...anyYoung]);
  });

  test('a tick of a CPU that never saw a guest are patience alone', () => {
    expect(skippers([], {})).toEqual(anyYoung);
  });
});

test('a tick sees the near-entry flag only where no tick can be: between guest entry and exit', () => {
  expect(skippers(['vcpuLoad', 'guestEnter'], inGuest)).toContain('guest-entry-flag');
  expect(skippers(['vcpuLoad'], inRunLoop)).not.toContain('guest-entry-flag');
});

/** Returns the hooks of a policy, sorted. */
function hooks(id: string): string[] {
  return Object.entries(policyById(id).create(parameters, cpus))
    .filter(([name, value]) => typeof value === 'function' && name !== 'skips' && name !== 'restore')
    .map(([name]) => name)
    .toSorted();
}

test('a hook that a patch does not have is absent', () => {
  expect(hooks('mainline')).toEqual([]);
  expect(hooks('last-guest-exit')).toEqual(['guestExit']);
  expect(hooks('last-guest-exit-reset')).toEqual(['guestExit', 'vcpuLoad', 'vcpuPut']);
  expect(hooks('last-guest-exit-reset-sched')).toEqual(['guestExit', 'schedOut', 'vcpuLoad', 'vcpuPut']);
  expect(hooks('run-loop-flag')).toEqual(['vcpuLoad', 'vcpuPut']);
  expect(hooks('run-loop-flag-sched')).toEqual(['schedIn', 'schedOut', 'vcpuLoad', 'vcpuPut']);
  expect(hooks('last-qs-age')).toEqual(['quiescentState']);
  expect(hooks('patience-qs')).toEqual([]);
});
