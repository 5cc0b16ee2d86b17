import { fqsDelays, type FqsDelays } from '../kernel/force-quiescent-state.js';
import { cStates, type CState } from '../kernel/halt.js';
import type { Scenario } from '../scenario/index.js';

/** What is constant during a run, looked up often. */
export interface HostFacts {
  readonly tickNs: number;
  readonly lagNs: number;
  readonly rt: boolean;
  readonly preemptRcu: boolean;
  readonly usesRcuc: boolean;
  readonly vmx: boolean;
  readonly contextTracking: boolean;
  readonly delays: FqsDelays;
  readonly soonNs: number;
  readonly cStates: readonly CState[];
  readonly expeditedIsNormal: boolean;
  /** The vCPU can move to CPU 2. */
  readonly migrates: boolean;
  /** By exit class: handled in the kernel without sleeping, whatever is drawn. */
  readonly quietClasses: readonly boolean[];
  /** The guest's own timer ends its run without an interrupt, and the guest never halts for it. */
  readonly quietTimer: boolean;
  /** By exit class: how many go on to userspace, or sleep. */
  readonly exitShares: readonly { readonly userspaceShare: number; readonly blockShare: number }[];
}

/** Returns the facts of a scenario. */
export function hostFacts(scenario: Scenario, tickNs: number): HostFacts {
  const { host, patches, guest } = scenario;
  const { fastpath, msr, io, fault, heavy } = guest.exits;
  const exitShares = [fastpath, msr, io, fault, heavy];
  return {
    tickNs,
    lagNs: Math.round(host.timekeeperLagUs * 1000),
    rt: host.preemption === 'rt',
    preemptRcu: host.preemption !== 'none',
    usesRcuc: host.rcuCore === 'rcuc',
    vmx: host.virtualization === 'vmx',
    contextTracking: host.isolation === 'nohz_full',
    delays: fqsDelays(host.hz, host.cpus, host.fqsFirstJiffies, host.fqsNextJiffies),
    soonNs: patches.soonUs * 1000,
    cStates: cStates[host.cpuModel],
    expeditedIsNormal: host.preemption === 'rt',
    migrates: scenario.vcpu.migration.ratePerSec > 0,
    quietClasses: exitShares.map(({ userspaceShare, blockShare }) => userspaceShare === 0 && blockShare === 0),
    quietTimer: host.virtualization === 'vmx' && guest.idle === 'poll',
    exitShares,
  };
}
