export { compare, startComparison, type CompareOptions, type Comparison, type ComparisonRun } from './comparison.js';
export { windows, type Window } from '../kernel/cpu-state.js';
export type { Episodes, PolicyRecord, Stalls } from './policy-record.js';
export type { Histogram } from './histogram.js';
export { version } from './version.js';
export { explain, type Explanation, type SampleChoice } from './timeline.js';
export type { TimelineEvent } from '../engine/recorder.js';
