export { exp, ln } from './ln-exp.js';
export { drawUint32, drawUniform, laneCount, streamKey, type StreamKey } from './stream.js';
export { createSequence, nextUint32, nextUniform, type Sequence } from './sequence.js';
export { normalQuantile } from './normal.js';
export {
  empirical,
  exponential,
  lognormalFromSpread,
  longestNs,
  sampleLognormal,
  type Lognormal,
} from './distributions.js';
export { quantileSampler, sampleSpread, spreadSampler, type SpreadSampler } from './spread.js';
