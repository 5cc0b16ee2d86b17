import type { Scenario } from '../scenario/index.js';
import { clock, type Clock } from './clocks.js';

/**
 * Returns the clocks that can fire at all in a scenario, in their order: the loop over the others would find them at
 * Infinity each time.
 *
 * @param silent - clocks of the processes without arrivals
 */
export function liveClocks(scenario: Scenario, silent: readonly Clock[]): Uint8Array {
  const { host, guest, gracePeriods, nested, vcpu } = scenario;
  const dead = new Set<Clock>(silent);
  const kill = (when: boolean, ...clocks: readonly Clock[]) => {
    if (when) for (const each of clocks) dead.add(each);
  };
  kill(nested.turnUs === undefined, clock.turn);
  kill(dead.has(clock.steal1) && nested.turnUs === undefined, clock.thaw1);
  kill(dead.has(clock.steal2), clock.thaw2);
  kill(dead.has(clock.migration), clock.arrival, clock.tick2, clock.cpu2);
  kill(host.preemption === 'rt', clock.expedited);
  kill(!gracePeriods.backToBack && gracePeriods.thinkMs === null, clock.closedRequest);
  kill((gracePeriods.followUpShare ?? 0) === 0, clock.followUp);
  kill(vcpu.terminateAtSec === null, clock.terminate);
  kill(guest.instrument === 'oslat', clock.guestTimer);
  kill(guest.instrument === 'oslat' && guest.hlt.workUs === undefined, clock.guestHalt);
  return Uint8Array.from(Object.values(clock).filter((each) => !dead.has(each)));
}
