import type { Curve, Summary } from './summary.js';

/** Policies whose samples are the same: they share a curve, a letter, and a place in the table. */
export interface TailGroup {
  /** The first of them in the order of the registry: it lends the group its colour and dash. */
  readonly curve: Curve;
  /** All of them, by id. */
  readonly policies: readonly string[];
}

/** Returns the groups of a summary with their curves. */
export function tailGroups({ groups, curves }: Summary): readonly TailGroup[] {
  return groups.flatMap((policies) => {
    const curve = curves.find(({ policy }) => policy === policies[0]);
    return curve === undefined ? [] : [{ curve, policies }];
  });
}

/** Returns the share of the samples that reach a latency [us]. */
export function shareAt({ us, share }: Curve, at: number): number {
  const index = us.findIndex((latency) => latency >= at);
  return index < 0 ? 0 : (share[index] ?? 0);
}
