import { drawUniform } from '../random/index.js';
import { cpuOf, type Host } from './host.js';
import type { SharedThread } from './thread-state.js';
import { drawNs } from './world.js';

/** Lanes in the stream of turns, whose index is the tick. */
const lane = { length: 1, order: 2 } as const;

/** Returns how long the housekeeping CPU's tick with this edge takes that leaves nothing to do for RCU [ns]. */
export function plainTickNs({ facts, world }: Host, edgeNs: number): number {
  return drawNs(world.samplers.turn!, world.streams.turn, edgeNs / facts.tickNs, lane.length);
}

/**
 * Returns whether the vCPU's CPU has the first turn at the tick with this edge.
 *
 * @param more - what the chance of it is beyond `nested.behindShare`
 */
export function vcpuIsFirst({ facts, scenario, world }: Host, edgeNs: number, more: number): boolean {
  const order = drawUniform(world.streams.turn, edgeNs / facts.tickNs, lane.order);
  return order < (scenario.nested.behindShare ?? 0) + more;
}

/**
 * Returns who goes on where both CPUs tick now: the one whose timer expires later, for that ends the other's turn. A timer
 * expires the earlier, by nanoseconds, the longer ago it was set.
 */
export function firstAtTick(host: Host): SharedThread['holder'] {
  const { nowNs, scenario, thread } = host;
  const { behindSpanUs } = scenario.nested;
  const laterNs = cpuOf(host, 1).timerSetNs - thread.timerSetNs;
  const more = behindSpanUs === undefined ? 0 : laterNs / (behindSpanUs * 1000);
  return vcpuIsFirst(host, nowNs, more) ? 'vcpu' : 'housekeeping';
}
