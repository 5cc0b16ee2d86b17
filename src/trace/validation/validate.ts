import { eventSources, scenario } from '../../scenario/index.js';
import type { Interval } from '../../stats/index.js';
import type { FittedScenario } from '../fit/fit-scenario.js';
import type { RecordedRun } from '../run/recorded-run.js';
import type { RecordedTiming } from '../run/workload.js';
import { batchInterval } from './batch-interval.js';
import { observablesOf, type ObservableKind } from './observables.js';
import { simulateTally } from './simulate-tally.js';
import { sumOf } from './tally.js';
import { tallyRecording } from './tally-recording.js';

/** Kernel and model side by side in one number. */
export interface ValidationRow {
  /** The recording that the numbers are compared with. */
  readonly recording: string;
  /** The recording whose fit was simulated: the same, or another one under another policy (a prediction). */
  readonly fittedFrom: string;
  readonly timing: RecordedTiming;
  readonly policy: string;
  readonly observable: ObservableKind;
  /** Window, length in jiffies, `rare` lengths together, or `all`. */
  readonly part: string;
  readonly kernel: number;
  readonly low: number;
  readonly high: number;
  readonly model: number;
  /** The model lies in the recording's own 95% interval. */
  readonly inside: boolean;
}

/** How long is simulated for each second of the recording, so that the model's own error does not matter. */
const simulatedPerRecorded = 40;
/** No comparison simulates longer than this [s], nor more events than these. */
const longestSec = 400;
const mostEvents = 2e7;

/**
 * Returns how a fitted scenario, simulated under the policy that a recorded kernel followed, compares with the recording.
 *
 * @param fitted - the scenario of this recording, or of another one for a prediction
 * @param run - the recording to compare with
 */
export function validate(fitted: FittedScenario, run: RecordedRun): ValidationRow[] {
  const { meta } = run;
  const wantedSec = Math.min(longestSec, Math.ceil(simulatedPerRecorded * (run.endSec - run.startSec)));
  const eventsPerSec = eventSources(scenario(fitted.spec)).reduce((sum, { perSec }) => sum + perSec, 0);
  const durationSec = Math.max(1, Math.min(wantedSec, Math.floor(mostEvents / Math.max(1, eventsPerSec))));
  const patches = meta.patienceMs > 0 ? { patienceMs: meta.patienceMs } : {};
  const spec = { ...fitted.spec, patches, run: { durationSec, warmupSec: 2, seed: 1 } };
  const model = simulateTally(spec, meta.policy, { byTaskFlags: run.tellsTaskFlags });
  const blocks = tallyRecording(run);
  const kernel = sumOf(blocks);
  return observablesOf(kernel, model).map((observable) => {
    const interval: Interval = batchInterval(blocks, observable);
    const value = ratio(observable.count(model), observable.per(model));
    return {
      recording: run.name,
      fittedFrom: fitted.recording,
      timing: run.workload.timing,
      policy: meta.policy,
      observable: observable.kind,
      part: observable.part,
      kernel: ratio(observable.count(kernel), observable.per(kernel)),
      ...interval,
      model: value,
      inside: value >= interval.low && value <= interval.high,
    };
  });
}

function ratio(count: number, per: number): number {
  return per === 0 ? 0 : count / per;
}
