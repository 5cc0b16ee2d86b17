import { fields, scenario as completeScenario, setPath, type Scenario, type ScenarioSpec } from '../scenario/index.js';
import { valueAt } from '../scenario/spec-tree.js';
import type { Outcome } from './experiment.js';

/** An assumed number is tried at its value divided and multiplied by this. */
export const factor = 2;

/** What the experiment says with one assumed number changed. */
export interface Changed {
  readonly verdict: Outcome;
  /** Where it holds, where it fails, and what was left open. */
  readonly conditions: readonly string[];
  /** The deciding number. */
  readonly value: number | null;
}

/** One bar of a tornado: an experiment with one assumed number halved and doubled. */
export interface SensitivityRow {
  /** Field of a scenario, or a group of fields that are changed together. */
  readonly path: string;
  readonly factor: number;
  readonly low: Changed;
  readonly high: Changed;
  /** The verdict, or where it holds, is another at one of the ends. */
  readonly flips: boolean;
}

/** Returns the rows, the longest bar first. */
export function tornado(rows: readonly SensitivityRow[]): SensitivityRow[] {
  const swing = ({ low, high }: SensitivityRow) => Math.abs((high.value ?? 0) - (low.value ?? 0));
  return rows.toSorted((a, b) => swing(b) - swing(a));
}

/**
 * Returns the scenario with a number, or all numbers of a group, multiplied: rounded where the field is whole, and kept
 * within its range. A number that is 0 or null there stays.
 */
export function scaled(scenario: Scenario, path: string, by: number): Scenario {
  let spec: ScenarioSpec = scenario;
  for (const field of fields.filter((each) => each.path === path || each.path.startsWith(`${path}.`))) {
    const value = valueAt(scenario, field.path);
    if (typeof value !== 'number' || field.kind === 'choice') continue;
    const times = Math.min(field.max ?? Infinity, Math.max(field.min ?? 0, value * by));
    spec = setPath(spec, `${field.path}=${field.kind === 'integer' ? Math.round(times) : times}`);
  }
  return completeScenario(spec);
}
