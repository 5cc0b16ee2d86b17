import { windows } from '../../kernel/cpu-state.js';
import type { RemainingWakes } from '../../plots/index.js';
import type { TraceReplay } from './counterfactual-result.js';

/** Returns what each policy would leave of the recorded kernel's wakes, ready for `remainingWakesFigure`. */
export function remainingWakes({ policies }: TraceReplay): RemainingWakes[] {
  return policies.map(({ id, windows: by }) => ({
    policy: id,
    windows: windows.map((window) => {
      const { ticks, kernel, carried } = by[window];
      return { window, ticks, kernel, ...carried };
    }),
  }));
}
