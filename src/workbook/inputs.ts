import { fieldAt, type Scenario, type ScenarioSpec } from '../scenario/index.js';
import { overlay } from './overlay.js';
import { sliderNames, sliders, type SliderName } from './sliders.js';

/** What a reader of the workbook chooses; each is a name of the graph. */
export interface Inputs extends Readonly<Record<SliderName, number>> {
  /** Name of the preset that lies under everything else. */
  readonly preset: string;
  /** Laid over the preset, under the sliders: what came with a link. */
  readonly overrides: ScenarioSpec;
  /** Seed of all random streams. */
  readonly seed: number;
  /** Simulated time that is measured [s]. */
  readonly durationSec: number;
}

/** The names of the inputs, in the order of the page. */
export const inputNames = ['preset', 'overrides', ...sliderNames, 'seed', 'durationSec'] as const;

/** Returns the inputs that give this very scenario when laid over `preset` and `overrides`. */
export function inputsOf(base: Scenario, preset: string, overrides: ScenarioSpec = {}): Inputs {
  const positions = sliders.map((slider) => [slider.name, slider.read(base)] as const);
  return {
    preset,
    overrides,
    ...(Object.fromEntries(positions) as Record<SliderName, number>),
    seed: base.run.seed,
    durationSec: base.run.durationSec,
  };
}

/**
 * Returns the spec that the inputs ask for, to be laid over their preset. A slider that stands where the base already is
 * adds nothing, so a scenario that came with a link stays the same to the last digit until somebody moves a slider.
 * @param base - the preset with the overrides
 */
export function specOf(base: Scenario, inputs: Inputs): ScenarioSpec {
  const moved = sliders.filter((slider) => inputs[slider.name] !== slider.read(base));
  const run = {
    ...(inputs.seed !== base.run.seed && { seed: inputs.seed }),
    ...(inputs.durationSec !== base.run.durationSec && { durationSec: inputs.durationSec }),
  };
  return overlay(inputs.overrides, ...moved.map((slider) => slider.write(base, inputs[slider.name])), { run });
}

/** The simulated durations that the page offers [s]: the scenario's own default among them. */
export const durations: readonly number[] = [5, 10, 20, 60, 120, 300, 600];

/** The largest seed. */
export const largestSeed = fieldAt('run.seed')?.max ?? 0;
