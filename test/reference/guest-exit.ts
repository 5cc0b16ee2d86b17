import { endStretch } from './halt-cycle.js';
import { beginNextSegment, type NaiveCpu } from './naive-cpu.js';
import { record, write, type NaiveHost } from './naive-host.js';
import type { GuestExit } from './naive-vcpu.js';
import { uniform } from './world-draws.js';

/** The guest stops executing, for a reason of its own. */
export function exitGuest(host: NaiveHost, cpu: NaiveCpu, exit: GuestExit): void {
  const { vcpu } = host;
  vcpu.exit = exit;
  vcpu.instrument.gapBeganNs = host.nowNs;
  disarmExits(host);
  record(host, 'exits', 1);
  write(host, cpu.id, 'kvm_exit', exit.class === 'host interrupt' ? exit.class : '');
  beginNextSegment(cpu, host.nowNs);
}

/** A host interrupt ends the guest's run; what is known of the exit before stays known. */
export function exitByHostInterrupt(host: NaiveHost, cpu: NaiveCpu): void {
  exitGuest(host, cpu, { ...host.vcpu.exit, class: 'host interrupt' });
}

/** The guest does not execute: it cannot exit by itself. */
export function disarmExits(host: NaiveHost): void {
  endStretch(host);
  host.vcpu.armed = { timerNs: Infinity, haltNs: Infinity, drawn: false };
}

/** Returns the uniform number of the last drawn exit in a lane of its stream. */
export function drawOfExit({ scenario, vcpu: { exit } }: NaiveHost, lane: number): number {
  return uniform(scenario, `exits.${exit.class}`, exit.serial, lane);
}
