import type { Curve } from './summary.js';

/** Policies whose samples are the same: they share a curve, a letter, and a place in the table. */
export interface TailGroup {
  /** The first of them in the order of the registry: it lends the group its colour and dash. */
  readonly curve: Curve;
  /** All of them, by id. */
  readonly policies: readonly string[];
}

const signature = ({ us, share, maxUs }: Curve): string => [maxUs, us.length, us.join(), share.join()].join(';');

/** Returns the curves in groups of equals, the one with the largest sample first. */
export function tailGroups(curves: readonly Curve[]): readonly TailGroup[] {
  const groups = new Map<string, { curve: Curve; policies: string[] }>();
  for (const curve of curves) {
    const key = signature(curve);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { curve, policies: [curve.policy] });
    else group.policies.push(curve.policy);
  }
  return [...groups.values()].sort((a, b) => b.curve.maxUs - a.curve.maxUs);
}

/** Returns the share of the samples that reach a latency [us]. */
export function shareAt({ us, share }: Curve, at: number): number {
  const index = us.findIndex((latency) => latency >= at);
  return index < 0 ? 0 : (share[index] ?? 0);
}
