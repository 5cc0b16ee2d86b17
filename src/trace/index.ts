export { kernelLayout, type KernelLayout } from './recorded-kernel.js';
export { RecordingError, type RecordingPart, type RecordingProblem } from './recording-error.js';
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
export type { OptionalColumn, RequiredColumn, TickContext } from './tick-columns.js';
export { parseTickTable, type Column, type TickTable } from './tick-table.js';
