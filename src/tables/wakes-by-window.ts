import { windows, type Comparison, type Window } from '../record/index.js';

/** How often rcuc was woken under one policy, by the window that the tick hit. */
export interface PolicyWakes {
  /** Id of the policy. */
  policy: string;
  windows: { window: Window; wakes: number; perSecond: number }[];
}

/** Returns the wakes of each policy by window, in the comparison's order, ready for `windowsFigure`. */
export function wakesByWindow(comparison: Comparison): PolicyWakes[] {
  return comparison.policies.map(({ id, wakesByWindow: counts, measuredNs }) => ({
    policy: id,
    windows: windows.map((window) => ({
      window,
      wakes: counts[window],
      perSecond: measuredNs > 0 ? counts[window] / (measuredNs / 1e9) : 0,
    })),
  }));
}
