import { ScenarioError } from '../../scenario/index.js';
import { fitScenario, type FittedScenario } from '../fit/fit-scenario.js';
import { RecordingError } from '../recording-error.js';
import type { RecordedRun } from '../run/recorded-run.js';
import { validate, type ValidationRow } from './validate.js';

/** A recording that can't be compared, and why. */
export interface NotApplicable {
  readonly recording: string;
  readonly reason: string;
}

/** Kernel and model side by side for many recordings. */
export interface Validation {
  readonly rows: readonly ValidationRow[];
  readonly notApplicable: readonly NotApplicable[];
}

/** A recording to be loaded when its turn comes. */
export interface NamedRecording {
  readonly name: string;
  readonly load: () => Promise<RecordedRun>;
}

/** What to hear of, and how to stop early. */
export interface ValidateOptions {
  readonly onProgress?: (done: number, all: number, name: string) => Promise<void>;
  readonly stopped?: () => boolean;
}

/** A run with its fit; the raw trace is let go. */
interface FittedRun {
  readonly run: RecordedRun;
  readonly fitted: FittedScenario;
}

/**
 * Returns how each recording compares with its own fit, and how well the fit of an unchanged kernel predicts the recordings of
 * the same machine and load under other policies. A recording that can't be fitted is named with the reason.
 */
export async function validateRecordings(
  recordings: readonly NamedRecording[],
  { onProgress, stopped = () => false }: ValidateOptions = {},
): Promise<Validation> {
  const rows: ValidationRow[] = [];
  const notApplicable: NotApplicable[] = [];
  const done: FittedRun[] = [];
  for (const [at, { name, load }] of recordings.entries()) {
    if (stopped()) break;
    await onProgress?.(at, recordings.length, name);
    try {
      const run = await load();
      const fitted = fitScenario(run);
      rows.push(...validate(fitted, run));
      done.push({ run: { ...run, timeline: null }, fitted });
    } catch (error) {
      if (!(error instanceof RecordingError || error instanceof ScenarioError)) throw error;
      notApplicable.push({ recording: name, reason: error.problems[0]?.message ?? error.message });
    }
  }
  for (const { run } of done) {
    const base = done.find((each) => predicts(each.run, run));
    if (base === undefined || stopped()) continue;
    await onProgress?.(recordings.length, recordings.length, `${base.run.name} predicts ${run.name}`);
    rows.push(...validate(base.fitted, run));
  }
  return { rows, notApplicable };
}

/** The unchanged kernel on the same machine under the same load. */
function predicts(base: RecordedRun, other: RecordedRun): boolean {
  if (base.meta.policy !== 'mainline' || other.meta.policy === 'mainline') return false;
  const same = (of: (run: RecordedRun) => unknown) => of(base) === of(other);
  return (
    same(({ meta }) => meta.kernel) &&
    same(({ meta }) => meta.hz) &&
    same(({ meta }) => meta.scenario) &&
    same(({ workload }) => workload.timing) &&
    same(({ workload }) => JSON.stringify([workload.mode, ...workload.arguments]))
  );
}
