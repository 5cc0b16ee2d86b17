import type { Host } from '../../engine/host.js';
import { policyById, type Policy, type PolicyInstance } from '../../policies/index.js';
import type { Probe } from '../observation.js';

/** What to hear of a policy's hooks, besides letting it decide as it does. */
export type Hooks = Partial<Omit<PolicyInstance, 'skips' | 'exitCostNs' | 'onGuestExit' | 'ignoresOneSecondRule'>>;

/**
 * Returns a policy that decides as the named one, its hooks overheard, and the probe that belongs to it.
 *
 * @param listen - called once a run with the host; returns the hooks, and what the recorder's events are heard with
 */
export function spyOn(id: string, listen: (host: Host) => { hooks: Hooks; probe: ReturnType<Probe> }): [Policy, Probe] {
  const base = policyById(id);
  let hooks: Hooks = {};
  const policy: Policy = {
    ...base,
    create(parameters, cpus) {
      const inner = base.create(parameters, cpus);
      hooks = {};
      return {
        ...inner,
        guestEnter(...at) {
          inner.guestEnter?.(...at);
          hooks.guestEnter?.(...at);
        },
        guestExit(...at) {
          inner.guestExit?.(...at);
          hooks.guestExit?.(...at);
        },
        vcpuLoad(...at) {
          inner.vcpuLoad?.(...at);
          hooks.vcpuLoad?.(...at);
        },
        quiescentState(...at) {
          inner.quiescentState?.(...at);
          hooks.quiescentState?.(...at);
        },
      };
    },
  };
  return [
    policy,
    (host) => {
      const heard = listen(host);
      hooks = heard.hooks;
      return heard.probe;
    },
  ];
}
