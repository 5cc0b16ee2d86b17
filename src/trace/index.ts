export type {
  Bounds,
  CounterfactualParameters,
  DelayedGracePeriods,
  PolicyCounterfactual,
  SideStateCheck,
  TracedCpu,
  TraceReplay,
  WindowCounterfactual,
} from './counterfactual/counterfactual-result.js';
export { remainingWakes } from './counterfactual/remaining-wakes.js';
export { replayTrace, type ReplayTraceOptions } from './counterfactual/replay-trace.js';
export type { Finding, Identified, Unidentified } from './fit/finding.js';
export { fitScenario, type FittedScenario } from './fit/fit-scenario.js';
export { eventArgs, lostEvents, type FtraceEvent } from './ftrace/ftrace-event.js';
export { decodeFlags, type FtraceFlags } from './ftrace/ftrace-flags.js';
export { traceText, type TraceTextOptions } from './ftrace/trace-text.js';
export { readFtrace, type FtraceProgress, type ReadFtraceOptions } from './ftrace/read-ftrace.js';
export {
  measuredCurve,
  measuredQuantiles,
  measuredTails,
  type MeasuredPoint,
  type MeasuredQuantile,
  type MeasuredTail,
} from './measurements/measured-tail.js';
export {
  measuredCount,
  type MeasuredBucket,
  type MeasuredCpu,
  type Measurement,
  type MeasurementSource,
} from './measurements/measurement.js';
export { readCyclictestJson } from './measurements/read-cyclictest-json.js';
export { readCyclictestText, type CyclictestTextOptions } from './measurements/read-cyclictest-text.js';
export { readMeasurement } from './measurements/read-measurement.js';
export { readOslatJson } from './measurements/read-oslat-json.js';
export { readRtlaHistogram } from './measurements/read-rtla.js';
export { kernelLayout, type KernelLayout } from './recorded-kernel.js';
export { RecordingError, type RecordingPart, type RecordingProblem } from './recording-error.js';
export { readMeta } from './read-recording.js';
export { parseRecordingMeta, type RecordingMeta } from './recording-meta.js';
export { replay } from './replay.js';
export type {
  CpuReplay,
  Mismatch,
  PolicyReplay,
  Replay,
  ReplayCounts,
  ReplayedKernel,
  ReplayParameters,
} from './replay-result.js';
export { csvRow, type Cell } from './tables/csv-row.js';
export { recorderGracePeriodRows } from './tables/recorder-grace-period-rows.js';
export { recorderTickRows, type RecorderTable } from './tables/recorder-tick-rows.js';
export { tickTableOfTrace } from './tables/tick-table-of-trace.js';
export type { OptionalColumn, RequiredColumn, TickContext } from './tick-columns.js';
export { parseTickTable, type Column, type TickTable } from './tick-table.js';
export { buildTimeline } from './timeline/build-timeline.js';
export type { CurrentTask } from './timeline/cpu-situation.js';
export type {
  FqsProbe,
  FqsScan,
  KthreadStretch,
  TracedGracePeriod,
  TracedGracePeriods,
} from './timeline/grace-periods.js';
export type { MarkKind, Marks } from './timeline/marks.js';
export type { RawTicks } from './timeline/raw-ticks.js';
export type { RcucRuns } from './timeline/rcuc-runs.js';
export { spanContexts, type SpanContext, type Spans } from './timeline/spans.js';
export type { CpuTimeline, TraceTimeline } from './timeline/timeline.js';
export { type RecordedGracePeriod } from './run/grace-period-table.js';
export { loadRun } from './run/load-run.js';
export { recordedRun, type RecordedRun, type RunParts, type RunTick } from './run/recorded-run.js';
export { noSummary, type KeptQuantiles, type RecordingSummary } from './run/summary.js';
export { parseWorkload, type RecordedTiming, type Workload } from './run/workload.js';
export { comparedRecordings } from './validation/compared-recordings.js';
export { partText } from './validation/part-text.js';
export { validate, type ValidationRow } from './validation/validate.js';
export {
  validateRecordings,
  type NamedRecording,
  type NotApplicable,
  type Validation,
  type ValidateOptions,
} from './validation/validate-recordings.js';
