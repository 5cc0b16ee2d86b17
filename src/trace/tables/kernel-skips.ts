import { policyById } from '../../policies/index.js';
import { recordedPolicies } from '../recorded-policies.js';
import type { RecordedTick } from '../recorded-tick.js';
import type { RecordingMeta } from '../recording-meta.js';
import { ownParameters } from '../replay.js';
import { largestCpu } from '../tick-columns.js';
import type { TickTable } from '../tick-table.js';

/**
 * Returns a function that says whether the policy that the recorded kernel followed asks to skip the tick of a row, by the
 * side state that the table records.
 */
export function kernelSkips(table: TickTable, meta: RecordingMeta): (tick: RecordedTick, row: number) => boolean {
  const recorded = recordedPolicies.find((policy) => policy.id === meta.policy);
  const parameters = { ...ownParameters, hz: meta.hz, patienceMs: meta.patienceMs };
  const instance = policyById(meta.policy).create(parameters, largestCpu + 1);
  return (tick, row) => {
    if (recorded?.sideState !== undefined) instance.restore?.(tick.view.cpu, recorded.sideState(table.columns, row));
    return instance.skips(tick.view);
  };
}
