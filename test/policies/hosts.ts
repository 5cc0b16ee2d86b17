import * as fc from 'fast-check';
import {
  policies,
  policyById,
  type Policy,
  type PolicyInstance,
  type PolicyParameters,
  type TickView,
} from '../../src/policies/index.js';

export const cpus = 3;

/** The parameters of a HZ=1000 host with every window at one second. */
export const parameters: PolicyParameters = Object.freeze({
  hz: 1000,
  patienceMs: 1000,
  lastGuestExitWindowMs: 1000,
  lastGuestExitClock: 'jiffies',
  lastQsAgeJiffies: 1000,
  jiffiesStoreNs: 2,
  ktimeStoreNs: 20,
  quiescentStateNoteNs: 17,
  flagStoreNs: 1,
});

/** A tick on CPU 0 in plain kernel code, ten jiffies into a grace period, no quiescent state in sight. */
export function tickView(changes: Partial<TickView> = {}): Readonly<TickView> {
  return Object.freeze({
    cpu: 0,
    jiffies: 5000,
    nowNs: 5_000_000_000,
    gpInProgress: true,
    gpStart: 4990,
    irqFromGuest: false,
    pfVcpu: false,
    currentIsVcpu: false,
    currentIsIdle: false,
    nextEqsNs: Number.POSITIVE_INFINITY,
    ...changes,
  });
}

/** Every built-in policy, and the idle-entry rule laid over each that lacks it. */
export const everyPolicy: readonly Policy[] = [
  ...policies,
  ...policies
    .filter(({ id }) => id !== 'idle-entry' && id !== 'mainline')
    .map(({ id }) => policyById(`${id}+idle-entry`)),
];

/** One call of a hook, by name, at some CPU and time. */
export interface HookCall {
  readonly hook: 'guestEnter' | 'guestExit' | 'vcpuLoad' | 'vcpuPut' | 'schedIn' | 'schedOut' | 'quiescentState';
  readonly cpu: number;
  readonly jiffies: number;
  readonly wantsToRun: boolean;
}

/** Calls a hook as the engine does; HZ is 1000. */
export function play(instance: PolicyInstance, { hook, cpu, jiffies, wantsToRun }: HookCall): void {
  if (hook === 'vcpuLoad') instance.vcpuLoad?.(cpu, wantsToRun);
  else if (hook === 'guestEnter' || hook === 'guestExit') instance[hook]?.(cpu, jiffies, jiffies * 1_000_000);
  else if (hook === 'quiescentState') instance.quiescentState?.(cpu, jiffies);
  else instance[hook]?.(cpu);
}

const jiffiesAround = fc.integer({ min: 3000, max: 5000 });

export const hookCalls = fc.array(
  fc.record<HookCall>({
    hook: fc.constantFrom('guestEnter', 'guestExit', 'vcpuLoad', 'vcpuPut', 'schedIn', 'schedOut', 'quiescentState'),
    cpu: fc.nat(cpus - 1),
    jiffies: jiffiesAround,
    wantsToRun: fc.boolean(),
  }),
  { maxLength: 12 },
);

export const tickViews = fc
  .record({
    cpu: fc.nat(cpus - 1),
    jiffies: fc.integer({ min: 5000, max: 5600 }),
    gpInProgress: fc.boolean(),
    gpStart: jiffiesAround,
    irqFromGuest: fc.boolean(),
    pfVcpu: fc.boolean(),
    currentIsVcpu: fc.boolean(),
    currentIsIdle: fc.boolean(),
    nextEqsNs: fc.oneof(fc.nat(2_000_000_000), fc.constant(Number.POSITIVE_INFINITY)),
  })
  .map((view) => tickView({ ...view, nowNs: view.jiffies * 1_000_000 }));

export const someParameters = fc
  .record({
    hz: fc.constantFrom(100, 250, 300, 1000),
    patienceMs: fc.integer({ min: 0, max: 5000 }),
    lastGuestExitWindowMs: fc.integer({ min: 1, max: 10_000 }),
    lastGuestExitClock: fc.constantFrom<'jiffies' | 'ktime'>('jiffies', 'ktime'),
    lastQsAgeJiffies: fc.integer({ min: 1, max: 2000 }),
  })
  .map((some): PolicyParameters => ({ ...parameters, ...some }));
