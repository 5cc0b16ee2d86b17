import { fieldAt } from './fields.js';
import { presetByName, presetNames } from './presets.js';
import { nearestWord } from './nearest-path.js';
import { fieldProblem, plainValue, problem, ScenarioError, type Problem } from './problem.js';
import { breach } from './rule.js';
import { rules } from './rules.js';
import { scenarioSchema, type Scenario, type ScenarioSpec } from './schema.js';
import { defaults, overlay, unknownField, valueAt, type SpecTree } from './spec-tree.js';

/** What the check of a spec gives: a scenario, or everything that is wrong with it. */
export type CheckedScenario =
  { readonly ok: true; readonly scenario: Scenario } | { readonly ok: false; readonly problems: readonly Problem[] };

/**
 * Returns the complete scenario: the defaults, under the preset, under what is asked for. It is checked and deeply frozen.
 *
 * @param spec - any part of a scenario; what is left out comes from the preset and the defaults
 * @param presetName - one of `presets` [default `discussion`]
 * @throws ScenarioError with every problem at once; nothing is clamped
 * @example
 * const slow = scenario({ host: { hz: 250 }, run: { durationSec: 10 } }, 'busy-poll');
 * slow.host.hz; // 250
 */
export function scenario(spec: ScenarioSpec = {}, presetName = 'discussion'): Scenario {
  const checked = checkScenario(spec, presetName);
  if (!checked.ok) throw new ScenarioError(checked.problems);
  return checked.scenario;
}

/** Returns the scenario, or its problems, of anything at all; never throws. */
export function checkScenario(spec: unknown, presetName = 'discussion'): CheckedScenario {
  const preset = presetByName(presetName);
  if (preset === undefined) return { ok: false, problems: [unknownPreset(presetName)] };
  const problems: Problem[] = [];
  const tree = overlay(overlay(defaults, preset.spec, problems), spec, problems);
  problems.push(...fieldProblems(tree));
  const wrong = new Set(problems.map(({ path }) => path));
  for (const rule of rules) {
    if (rule.paths.some((path) => wrong.has(path))) continue;
    const found = breach(rule, tree as unknown as Scenario);
    if (found !== null) problems.push(found);
  }
  return problems.length > 0 ? { ok: false, problems } : { ok: true, scenario: frozen(tree) as unknown as Scenario };
}

function fieldProblems(tree: SpecTree): Problem[] {
  const parsed = scenarioSchema.safeParse(tree);
  if (parsed.success) return [];
  const paths = new Set(parsed.error.issues.map(({ path }) => path.join('.')));
  return [...paths].map((path) => {
    const field = fieldAt(path);
    const value = plainValue(valueAt(tree, path));
    return field === undefined ? unknownField('', path, value) : fieldProblem(field, value);
  });
}

function unknownPreset(name: unknown): Problem {
  const meant = typeof name === 'string' ? nearestWord(name, presetNames) : undefined;
  const wayOut = meant === undefined ? 'the default is discussion' : `did you mean ${meant}?`;
  return problem('unknown preset', {
    path: 'preset',
    value: plainValue(name),
    expected: presetNames.join(', '),
    wayOut,
  });
}

function frozen<T extends SpecTree>(tree: T): T {
  for (const part of Object.values(tree)) if (typeof part === 'object' && part !== null) frozen(part);
  return Object.freeze(tree);
}
