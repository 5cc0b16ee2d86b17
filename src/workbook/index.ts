export type { GraphModule, GraphOptions, InstalledGraph, Problem, Progress } from './graph.js';
export { inputsOf, specOf, type Inputs } from './inputs.js';
export { openGraph, type OpenGraph } from './open-graph.js';
export type { Pace } from './refine.js';
export { inlineRunner, type InlineRunnerOptions, type Runner } from './runner.js';
export { sliders, type Slider, type SliderName } from './sliders.js';
export { readState, writeState, type PageState } from './state.js';
export type { Curve, Lengths, Row, Summary } from './summary.js';
