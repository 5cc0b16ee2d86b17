import { fields, scenario, type Scenario } from '../../src/scenario/index.js';
import { valueAt } from '../../src/scenario/spec-tree.js';
import { firstDifference, lineOf, type LogEntry } from './event-log.js';

const entriesBefore = 15;
const entriesAfter = 6;

/** The logs of both engines. */
export interface LogPair {
  readonly engine: readonly LogEntry[];
  readonly reference: readonly LogEntry[];
}

/** Returns what both logs say where they first differ, with what led there; empty where they are equal. */
export function describeDifference({ engine, reference }: LogPair): string {
  const at = firstDifference(engine, reference);
  if (at < 0) return '';
  const from = Math.max(0, at - entriesBefore);
  const told = (name: string, log: readonly LogEntry[]): string[] =>
    Array.from({ length: entriesAfter }, (_, i) => `${name} ${lineOf(log[at + i])}`);
  return [
    `entry ${at}, the first that differs`,
    ...engine.slice(from, at).map((entry) => `          ${lineOf(entry)}`),
    ...told('engine   ', engine),
    ...told('reference', reference),
  ].join('\n');
}

/** Returns what two engines tell a policy where they first differ; empty where they don't. */
export function firstOtherCall({
  engine,
  reference,
}: {
  engine: readonly string[];
  reference: readonly string[];
}): string {
  const longest = engine.length < reference.length ? reference : engine;
  const at = longest.findIndex((_, i) => engine[i] !== reference[i]);
  return at < 0 ? '' : `call ${at} of the policy\nengine    ${engine[at]}\nreference ${reference[at]}`;
}

/** Returns the fields of a scenario that are not at their defaults, and their values. */
export function fieldsSet(given: Scenario): string {
  const usual = scenario();
  const set = fields.filter(({ path }) => valueAt(given, path) !== valueAt(usual, path));
  return set.map(({ path }) => `${path}=${String(valueAt(given, path))}`).join(' ');
}
