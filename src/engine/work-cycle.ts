import { hltClass, msrClass, type ExitClass } from './exits.js';
import type { Host } from './host.js';

/** Returns when the guest, which executes from now on, exits for its cycle's sake if nothing interrupts it [ns]. */
export function cycleExitNs({ nowNs, scenario, vcpu }: Host): number {
  const { workUs } = scenario.guest.hlt;
  if (vcpu.cycle.next !== 'arm') return nowNs + vcpu.cycle.restNs;
  if (workUs !== undefined && vcpu.haltDueNs === Infinity) vcpu.haltDueNs = nowNs + Math.round(workUs * 1000);
  return Math.max(vcpu.haltDueNs, nowNs);
}

/** The guest stops executing: what it did on its way to an exit is done. */
export function pauseCycle({ nowNs, vcpu }: Host): void {
  const { cycle } = vcpu;
  if (cycle.next !== 'arm') cycle.restNs = Math.max(0, cycle.restNs - (nowNs - vcpu.guestSinceNs));
}

/** Returns the class of the exit that the guest's cycle makes it take now. */
export function cycleExitClass({ facts, vcpu }: Host): ExitClass {
  return facts.timerExit === null || vcpu.cycle.next === 'halt' ? hltClass : msrClass;
}

/** The guest has taken it: on to the next one. */
export function advanceCycle({ facts, nowNs, vcpu }: Host): void {
  const { cycle } = vcpu;
  vcpu.haltDueNs = Infinity;
  if (cycle.next === 'arm') cycle.armedNs = nowNs;
  if (facts.timerExit === null) return;
  cycle.next = following[cycle.next];
  cycle.restNs = facts.timerExit.betweenNs;
}

const following = { acknowledge: 'arm', arm: 'halt', halt: 'acknowledge' } as const;
