import fc from 'fast-check';
import { fields, type Field, type ScenarioSpec } from '../../src/scenario/index.js';

/** Values that a single field can hold, whatever the other fields say. */
export function valueOf(field: Field): fc.Arbitrary<unknown> {
  const { choices, kind, max, min, whenNull } = field;
  if (kind === 'boolean') return fc.boolean();
  if (choices !== null) return fc.constantFrom(...choices);
  const range = { min: min ?? 0, max: max ?? 0 };
  const value = kind === 'integer' ? fc.integer(range) : fc.double({ ...range, noNaN: true });
  return whenNull === null ? value : fc.option(value, { nil: null });
}

/** Specs of some fields, each in its range; the conditions between fields may fail. */
export const plausibleSpec: fc.Arbitrary<ScenarioSpec> = fc
  .subarray([...fields], { maxLength: 6 })
  .chain((some) => fc.tuple(...some.map((field) => valueOf(field).map((value) => [field.path, value] as const))))
  .map((entries) => entries.reduce<ScenarioSpec>((spec, [path, value]) => put(spec, path.split('.'), value), {}));

function put(tree: object, [key = '', ...rest]: readonly string[], value: unknown): object {
  const below = (tree as Record<string, unknown>)[key];
  return { ...tree, [key]: rest.length === 0 ? value : put(typeof below === 'object' ? below! : {}, rest, value) };
}
