import { quantileSampler, spreadSampler, type SpreadSampler } from '../random/index.js';
import { parseQuantiles, type SpreadMs, type SpreadUs } from '../scenario/index.js';

const us = 1000;
const ms = 1_000_000;

/** Returns the sampler of a spread given in microseconds: measured quantiles, or lognormal. */
export function samplerUs({ medianUs, p99Us, quantilesUs }: SpreadUs): SpreadSampler {
  return quantilesUs === undefined ? spreadSampler(medianUs * us, p99Us * us) : measured(quantilesUs, us);
}

/** Returns the sampler of a spread given in milliseconds: measured quantiles, or lognormal. */
export function samplerMs({ medianMs, p99Ms, quantilesMs }: SpreadMs): SpreadSampler {
  return quantilesMs === undefined ? spreadSampler(medianMs * ms, p99Ms * ms) : measured(quantilesMs, ms);
}

/** Returns the sampler of measured quantiles in microseconds, or null where there are none. */
export function quantileSamplerUs(text: string | undefined): SpreadSampler | null {
  return text === undefined ? null : measured(text, us);
}

function measured(text: string, unitNs: number): SpreadSampler {
  return quantileSampler(parseQuantiles(text).map((value) => Math.round(value * unitNs)));
}
