import { fqsDelays, type FqsDelays } from '../kernel/force-quiescent-state.js';
import { cStates, type CState } from '../kernel/halt.js';
import type { Scenario } from '../scenario/index.js';

/** What is constant during a run, looked up often. */
export interface HostFacts {
  readonly tickNs: number;
  readonly lagNs: number;
  /** What the housekeeping CPU needs to wake a vCPU whose timer it has; null: timers stay where they are. */
  readonly remoteTimerNs: number | null;
  /** How long interrupts stay off where RCU watches: behind an exit, before an entry, before idle [ns]. */
  readonly maskedNs: { readonly exit: number; readonly entry: number; readonly idle: number };
  /** What the restart of a tick that idle stopped adds to the switch to the next task [ns]. */
  readonly tickRestartNs: number;
  /** CPUs that share a thread take turns as in round robin; else their turns are planned at ticks. */
  readonly roundRobin: boolean;
  /** How long the housekeeping CPU of a shared thread works on behind what it does for RCU [ns]; at least 1. */
  readonly workTailNs: number;
  /** What it needs to leave idle for an interrupt and to idle again [ns]. */
  readonly fromIdleNs: number;
  /** What a guest that works and halts does for its timer, and between two of its exits; null: nothing. */
  readonly timerExit: { readonly handlerNs: number; readonly betweenNs: number } | null;
  /** How long it works for callers that return [ns]. */
  readonly callerNs: number;
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
  const { host, patches, guest, nested } = scenario;
  const { fastpath, msr, io, fault, heavy } = guest.exits;
  const { remoteTimerUs, tickRestartUs = 0, exitMaskedUs = 0, entryMaskedUs = 0, idleMaskedUs = 0 } = scenario.costs;
  const exitShares = [fastpath, msr, io, fault, heavy];
  return {
    tickNs,
    lagNs: Math.round(host.timekeeperLagUs * 1000),
    remoteTimerNs: remoteTimerUs === undefined ? null : Math.round(remoteTimerUs * 1000),
    maskedNs: {
      exit: Math.round(exitMaskedUs * 1000),
      entry: Math.round(entryMaskedUs * 1000),
      idle: Math.round(idleMaskedUs * 1000),
    },
    tickRestartNs: Math.round(tickRestartUs * 1000),
    roundRobin: nested.turnUs !== undefined && nested.sliceHz !== undefined && nested.tailUs !== undefined,
    workTailNs: Math.max(1, Math.round((nested.tailUs ?? 0) * 1000)),
    callerNs: Math.round(scenario.costs.callbackPathUs * 1000),
    timerExit:
      guest.hlt.timerExitUs === undefined || guest.hlt.workUs === undefined
        ? null
        : {
            handlerNs: Math.round(guest.hlt.timerExitUs * 1000),
            betweenNs: Math.round((guest.hlt.betweenUs ?? 0) * 1000),
          },
    fromIdleNs: Math.round((nested.fromIdleUs ?? 0) * 1000),
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
