import {
  canonicalJson,
  checkScenario,
  decodeLink,
  encodeLink,
  fields,
  scenario,
  type Scenario,
} from '../scenario/index.js';
import { valueAt, withValue, type SpecTree } from '../scenario/spec-tree.js';
import type { Problem } from './graph.js';
import { inputsOf, specOf, type Inputs } from './inputs.js';
import { nearestStop } from './round-numbers.js';
import { sliders } from './sliders.js';

/** What an address says: where the inputs stand, and what could not be read of it. */
export interface PageState {
  readonly inputs: Inputs;
  /** Empty when all of the address was understood; otherwise the inputs are the default ones. */
  readonly problems: readonly Problem[];
}

/** The fields that an input of its own sets. */
const reachable = new Set(['run.seed', 'run.durationSec', ...sliders.flatMap(({ paths }) => paths)]);

const instead: Problem = {
  path: '',
  message: 'the address could not be read, so this is the default scenario; what was wrong with it:',
};

/**
 * Returns the inputs that an address asks for; never throws, whatever the text. They give the very scenario of the link:
 * what no slider can say stays in `overrides`.
 * @param hash - the part of the address behind `#`, with or without it
 */
export function readState(hash: string): PageState {
  const link = decodeLink(hash);
  if (!link.ok) return { inputs: inputsOf(scenario(), 'discussion'), problems: [instead, ...link.problems] };
  const { preset, scenario: wanted } = link;
  const inputs = settled(inputsOf(wanted, preset, unreachable(wanted, scenario({}, preset))));
  const exact = inputsOf(wanted, preset, wanted);
  return { inputs: gives(inputs, wanted) ? inputs : exact, problems: [] };
}

/** Returns the text behind `#` that `readState` understands; null where the inputs give no scenario. */
export function writeState(inputs: Inputs): string | null {
  const whole = scenarioOf(inputs);
  return whole === null ? null : encodeLink(whole, inputs.preset);
}

/** Returns the scenario of the inputs, or null where they give none. */
function scenarioOf(inputs: Inputs): Scenario | null {
  const base = checkScenario(inputs.overrides, inputs.preset);
  if (!base.ok) return null;
  const whole = checkScenario(specOf(base.scenario, inputs), inputs.preset);
  return whole.ok ? whole.scenario : null;
}

/** What differs from the preset in fields that no input moves. */
function unreachable(wanted: Scenario, preset: Scenario): SpecTree {
  return fields.reduce<SpecTree>((spec, { path }) => {
    const value = valueAt(wanted, path);
    const same = value === undefined || value === valueAt(preset, path);
    return same || reachable.has(path) ? spec : withValue(spec, path, value);
  }, {});
}

/** The same inputs with each slider on the stop that it missed by rounding alone. */
function settled(inputs: Inputs): Inputs {
  const positions = sliders.map(({ name, stops }) => {
    const value = inputs[name];
    const stop = stops[nearestStop(stops, value)] ?? value;
    return [name, Math.abs(stop - value) <= 1e-5 * stop ? stop : value];
  });
  return { ...inputs, ...Object.fromEntries(positions) };
}

function gives(inputs: Inputs, wanted: Scenario): boolean {
  const whole = scenarioOf(inputs);
  return whole !== null && canonicalJson(whole) === canonicalJson(wanted);
}
