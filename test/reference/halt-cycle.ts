import type { Scenario } from '../../src/scenario/index.js';
import type { NaiveHost } from './naive-host.js';
import type { GuestExit } from './naive-vcpu.js';

/** A guest that works and halts in turn exits to acknowledge its timer and to arm it again, too. */
export interface HaltCycle {
  next: 'acknowledge' | 'arm' | 'halt';
  /** How long the guest still executes before an exit other than the one to arm its timer [ns]. */
  leftNs: number;
  /** When it last began to execute. */
  executesSinceNs: number;
  /** When it last exited to arm its timer. */
  armedNs: number;
}

const following = { acknowledge: 'arm', arm: 'halt', halt: 'acknowledge' } as const;

export function haltCycleAtBoot(scenario: Scenario): HaltCycle {
  return { next: 'arm', leftNs: betweenNs(scenario), executesSinceNs: 0, armedNs: 0 };
}

/** Whether the guest exits for its timer's sake. */
export function exitsForItsTimer({ guest }: Scenario): boolean {
  return guest.hlt.workUs !== undefined && guest.hlt.timerExitUs !== undefined;
}

/** The guest executes, or executes again: returns when it next exits of its own accord [ns]. */
export function beginStretch({ scenario, vcpu, nowNs }: NaiveHost): number {
  const { haltCycle, instrument } = vcpu;
  haltCycle.executesSinceNs = nowNs;
  const worksUntilHalt = !exitsForItsTimer(scenario) || haltCycle.next === 'arm';
  return worksUntilHalt ? Math.max(instrument.haltDueNs, nowNs) : nowNs + haltCycle.leftNs;
}

/** The guest does not execute any more. */
export function endStretch({ vcpu, nowNs }: NaiveHost): void {
  if (vcpu.armed.drawn) vcpu.haltCycle.leftNs -= nowNs - vcpu.haltCycle.executesSinceNs;
}

/** The guest comes to the next exit of its cycle: returns which one that is. */
export function takeExitOfCycle({ scenario, vcpu, nowNs }: NaiveHost): GuestExit {
  const { haltCycle } = vcpu;
  const halt: GuestExit = { class: 'hlt', serial: -1, handlerNs: scenario.costs.loopNs };
  if (!exitsForItsTimer(scenario)) return halt;
  const name = haltCycle.next;
  haltCycle.next = following[name];
  if (name === 'halt') return halt;
  if (name === 'arm') haltCycle.armedNs = nowNs;
  return { class: 'msr', serial: -1, handlerNs: Math.round((scenario.guest.hlt.timerExitUs ?? 0) * 1000) };
}

/** After an exit of the cycle the guest executes for a while before the next one. */
export function restOfCycleIsWhole({ scenario, vcpu }: NaiveHost): void {
  vcpu.haltCycle.leftNs = betweenNs(scenario);
}

function betweenNs({ guest }: Scenario): number {
  return Math.round((guest.hlt.betweenUs ?? 0) * 1000);
}
