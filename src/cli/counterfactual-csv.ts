import { version, windows } from '../record/index.js';
import type { PolicyCounterfactual, TraceReplay } from '../trace/index.js';
import { csvName, csvText, type CsvValue } from './csv.js';

/** Returns what each policy would have done on the ticks of a trace as CSV: a line for each policy, bounds as two columns. */
export function counterfactualCsv({ policies, replay, parameters }: TraceReplay): string {
  const { kernel } = replay;
  const provenance = {
    patience_ms: parameters.patienceMs,
    last_guest_exit_window_ms: parameters.lastGuestExitWindowMs,
    last_qs_age_jiffies: parameters.lastQsAgeJiffies,
    soon_us: parameters.soonUs,
    run: kernel.run,
    scenario: kernel.scenario,
    kernel: kernel.release,
    hz: kernel.hz,
    kernel_policy: kernel.policy,
    version,
  };
  return csvText(policies.map((policy) => ({ ...policyRow(policy), ...provenance })));
}

function policyRow(policy: PolicyCounterfactual): Record<string, CsvValue> {
  const { invocations, saved, sameInputs, falsePositives, falseNegatives, gracePeriods, sideState } = policy;
  const kernel = Object.values(policy.windows).reduce((sum, window) => sum + window.kernel, 0);
  return {
    policy: policy.id,
    ticks: policy.ticks,
    kernel_invoked: kernel,
    invoked_fewest: invocations.fewest,
    invoked_most: invocations.most,
    saved_fewest: saved.fewest,
    saved_most: saved.most,
    same_inputs_saved: sameInputs.saved,
    same_inputs_added: sameInputs.added,
    ...Object.fromEntries(windows.flatMap((window) => windowCells(policy, window))),
    false_positives_fewest: falsePositives.count.fewest,
    false_positives_most: falsePositives.count.most,
    false_positive_max_ms: falsePositives.maxNs / 1e6,
    false_negatives_fewest: falseNegatives.count.fewest,
    false_negatives_most: falseNegatives.count.most,
    false_negative_max_ms: falseNegatives.maxNs / 1e6,
    gp_delayed: gracePeriods.delayed,
    gp_added_at_most_ms: gracePeriods.addedAtMostNs / 1e6,
    gp_longest_added_ms: gracePeriods.longestAddedNs / 1e6,
    side_state: sideState.kind,
    side_state_differs: sideState.differs,
  };
}

function windowCells({ windows: by }: PolicyCounterfactual, window: (typeof windows)[number]): [string, CsvValue][] {
  const { ticks, kernel, carried } = by[window];
  const name = csvName(window);
  return [
    [`ticks_${name}`, ticks],
    [`kernel_invoked_${name}`, kernel],
    [`invoked_fewest_${name}`, carried.fewest],
    [`invoked_most_${name}`, carried.most],
  ];
}
