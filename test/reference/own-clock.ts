import { exitGuest } from './guest-exit.js';
import type { NaiveHost } from './naive-host.js';
import type { OwnClock } from './naive-vcpu.js';
import { handledClasses, lengthNs, uniform } from './world-draws.js';

/** Returns the clocks of the classes of exits that go by one, of simultaneous exits the first in front. */
export function createOwnClocks({ guest: { exits } }: NaiveHost['scenario']): OwnClock[] {
  return handledClasses
    .filter((name) => exits[name].arrival === 'own-clock' && exits[name].ratePerSec > 0)
    .map((name) => ({
      class: name,
      distanceNs: Math.round(1e9 / exits[name].ratePerSec),
      dueNs: Infinity,
      exits: 0,
    }));
}

/** The guest executes: what it has come back from is due again, one distance later. */
export function startOwnClocks({ vcpu, nowNs }: NaiveHost): void {
  for (const clock of vcpu.ownClocks) {
    if (clock.dueNs === Infinity) clock.dueNs = nowNs + clock.distanceNs;
  }
}

/** Returns when the first exit by the guest's own clock is due, which may have passed [ns]; infinite if there is none. */
export function ownClockDueNs({ vcpu }: NaiveHost): number {
  return Math.min(...vcpu.ownClocks.map(({ dueNs }) => dueNs));
}

/** The guest exits because its own clock says so. */
export function exitByOwnClock(host: NaiveHost): void {
  const { vcpu, scenario } = host;
  const clock = vcpu.ownClocks.reduce((first, other) => (other.dueNs < first.dueNs ? other : first));
  const { class: name, exits: serial } = clock;
  const handlerNs = lengthNs(scenario.guest.exits[name].handler, uniform(scenario, `exits.${name}`, serial, 1));
  clock.dueNs = Infinity;
  clock.exits++;
  exitGuest(host, vcpu.cpu, { class: name, serial, handlerNs });
}
