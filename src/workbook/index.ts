export { install, type GraphModule, type GraphOptions, type InstalledGraph, type Problem, type Progress } from './graph.js';
export { inputsOf, specOf, type Inputs } from './inputs.js';
export { openGraph, type OpenGraph } from './open-graph.js';
export type { Pace } from './refine.js';
export { inlineRunner, type InlineRunnerOptions, type Runner } from './runner.js';
export { sliders, type Slider, type SliderName } from './sliders.js';
export { readState, writeState, type PageState } from './state.js';
export { summarize, type Curve, type Lengths, type Row, type Summary } from './summary.js';
