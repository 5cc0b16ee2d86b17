import { drawUniform, sampleSpread } from '../random/index.js';
import type { Scenario } from '../scenario/index.js';
import { exitClasses, exitLane, type ExitClass } from './exits.js';
import type { Host } from './host.js';

/** Exits of one class that the guest makes by its own clock: so long after it came back from the one before. */
export interface OwnClockExits {
  readonly exitClass: ExitClass;
  readonly intervalNs: number;
  /** When the next one is due [ns]; Infinity: the guest has not come back yet. */
  dueNs: number;
  /** How many there were; what happens at one is drawn by its number. */
  count: number;
}

/** Returns the classes of a scenario that exit by the guest's own clock, none due. */
export function createOwnClockExits({ guest }: Scenario): OwnClockExits[] {
  return exitClasses.flatMap((name, exitClass) => {
    if (name === 'hlt') return [];
    const { arrival, ratePerSec } = guest.exits[name];
    if (arrival !== 'own-clock' || ratePerSec === 0) return [];
    return [{ exitClass, intervalNs: Math.round(1e9 / ratePerSec), dueNs: Infinity, count: 0 }];
  });
}

/** The guest begins to execute: whatever it came back from is due again in time. */
export function planOwnClockExits({ vcpu, nowNs }: Host): void {
  for (const each of vcpu.ownClockExits) {
    if (each.dueNs === Infinity) each.dueNs = nowNs + each.intervalNs;
  }
}

/** Returns when the next of them ends the guest's run [ns]: at once where one fell due while it did not run. */
export function nextOwnClockExitNs({ vcpu, nowNs }: Host): number {
  let firstNs = Infinity;
  for (const { dueNs } of vcpu.ownClockExits) firstNs = Math.min(firstNs, Math.max(dueNs, nowNs));
  return firstNs;
}

/** One exit: its class, its number and how long its handler takes [ns]. */
export interface OwnClockExit {
  readonly exitClass: ExitClass;
  readonly serial: number;
  readonly handlerNs: number;
}

/** Takes the first that is due, of equal ones the first class. */
export function takeOwnClockExit({ vcpu, world }: Host): OwnClockExit {
  const first = vcpu.ownClockExits.reduce((least, each) => (each.dueNs < least.dueNs ? each : least));
  const { exitClass } = first;
  first.dueNs = Infinity;
  const serial = first.count++;
  const { sources, handlers } = world.exits;
  const handlerNs = sampleSpread(handlers[exitClass]!, drawUniform(sources[exitClass]!.key, serial, exitLane.handler));
  return { exitClass, serial, handlerNs };
}
