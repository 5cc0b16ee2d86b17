import type { Policy, PolicyInstance, TickView } from '../../src/policies/index.js';

/** A policy that keeps a list of what an engine tells and asks it. */
export interface SpiedPolicy {
  readonly policy: Policy;
  /** Every call of a hook with its arguments, every tick that it was shown. */
  readonly calls: readonly string[];
}

/** Returns the policy, spied upon. */
export function spiedPolicy(base: Policy): SpiedPolicy {
  const calls: string[] = [];
  const policy: Policy = {
    ...base,
    create: (parameters, cpus) =>
      spiedInstance(base.create(parameters, cpus), (...call) => void calls.push(call.join(' '))),
  };
  return { policy, calls };
}

function spiedInstance(base: PolicyInstance, tell: (...call: (string | number | boolean)[]) => void): PolicyInstance {
  return {
    ...base,
    skips(tick) {
      tell('skips', ...viewed(tick));
      return base.skips(tick);
    },
    guestEnter(...at) {
      tell('guestEnter', ...at);
      base.guestEnter?.(...at);
    },
    guestExit(...at) {
      tell('guestExit', ...at);
      base.guestExit?.(...at);
    },
    vcpuLoad(...at) {
      tell('vcpuLoad', ...at);
      base.vcpuLoad?.(...at);
    },
    vcpuPut(...at) {
      tell('vcpuPut', ...at);
      base.vcpuPut?.(...at);
    },
    schedIn(...at) {
      tell('schedIn', ...at);
      base.schedIn?.(...at);
    },
    schedOut(...at) {
      tell('schedOut', ...at);
      base.schedOut?.(...at);
    },
    quiescentState(...at) {
      tell('quiescentState', ...at);
      base.quiescentState?.(...at);
    },
  };
}

/** What a policy sees of a tick; `gpStart` has a meaning only during a grace period. */
function viewed({ gpStart, ...tick }: TickView): (string | number | boolean)[] {
  const shown = { ...tick, gpStart: tick.gpInProgress ? gpStart : 0 };
  return Object.entries(shown)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => `${name}=${String(value)}`);
}
