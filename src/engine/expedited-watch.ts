import { preemptible } from '../kernel/cpu-state.js';
import type { Cpu } from './cpu.js';
import { modelledCpus } from './grace-period.js';
import type { Host } from './host.js';
import { broken } from './invariants.js';

/** Follows expedited grace periods: none may end before every modelled CPU was, since its start, outside of all readers. */
export interface ExpeditedWatch {
  /** The CPU passed a quiescent state. */
  passed(cpu: number): void;
  /** To be called after every event; throws if one ended too early. */
  afterEvent(host: Host, policyId: string): void;
}

/** Returns a watch that has seen nothing yet. */
export function watchExpedited(): ExpeditedWatch {
  const passed = [false, false, false];
  let startNs = -1;
  return {
    passed: (cpu) => void (passed[cpu] = true),
    afterEvent(host, policyId) {
      if (host.facts.expeditedIsNormal) return;
      for (const cpu of modelledCpus(host)) passed[cpu.id] ||= isOutside(host, cpu);
      if (host.exp.startNs === startNs) return;
      for (const { id } of startNs < 0 ? [] : modelledCpus(host)) {
        if (!passed[id]) throw broken(host, policyId, id, 'an expedited grace period ended without a quiescent state');
      }
      startNs = host.exp.startNs;
      for (const cpu of modelledCpus(host)) passed[cpu.id] = isOutside(host, cpu);
    },
  };
}

/** Outside of every reader, as far as RCU can tell: unwatched, or where preemptible readers are known, in none. */
function isOutside(host: Host, cpu: Cpu): boolean {
  const { state, reader, softirqDisabled } = cpu.current;
  if (cpu.ct.inEqs) return true;
  return host.facts.preemptRcu && preemptible[state] === true && !reader && !softirqDisabled && cpu.softirqUntilNs < 0;
}
