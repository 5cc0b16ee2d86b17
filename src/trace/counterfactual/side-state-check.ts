import type { PolicyInstance } from '../../policies/policy.js';
import { recordedPolicies } from '../recorded-policies.js';
import type { TickTable } from '../tick-table.js';
import type { SideStateCheck } from './counterfactual-result.js';
import { skips, type TrialTick } from './policy-trial.js';

/** Compares what was rebuilt of a policy's memory with what the recorded kernel wrote, tick by tick. */
export interface SideStateComparison {
  /** Compares the decisions at one tick. */
  compare(tick: TrialTick, rebuilt: PolicyInstance): void;
  result(): SideStateCheck;
}

/** What each family of policies remembers comes in by these hooks; a policy without any has nothing to rebuild. */
const remembering = [
  'guestEnter',
  'guestExit',
  'vcpuLoad',
  'vcpuPut',
  'schedIn',
  'schedOut',
  'quiescentState',
] as const;

/**
 * Returns the comparison for one policy.
 *
 * @param recorded - an instance of its own, which is given the recorded side state
 */
export function compareSideState(id: string, recorded: PolicyInstance, table: TickTable): SideStateComparison {
  const source = recordedPolicies.find((policy) => policy.id === id);
  const comparable =
    source?.sideState !== undefined && source.needs.every((column) => table.columns[column] !== undefined);
  const remembers = remembering.some((hook) => recorded[hook] !== undefined);
  let ticks = 0;
  let differs = 0;
  return {
    compare(shown, rebuilt) {
      if (!comparable || source?.sideState === undefined) return;
      recorded.restore?.(shown.view.cpu, source.sideState(table.columns, shown.row));
      ticks++;
      if (skips(recorded, shown) !== skips(rebuilt, shown)) differs++;
    },
    result: () => ({ kind: comparable ? 'checked' : remembers ? 'unchecked' : 'none', ticks, differs }),
  };
}
