import type { ScenarioSpec } from '../scenario/index.js';

/** Returns one spec that says what all of them say; where two speak of the same field, the later one. */
export function overlay(...specs: readonly ScenarioSpec[]): ScenarioSpec {
  return specs.reduce<object>((below, above) => over(below, above), {});
}

const isGroup = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function over(below: object, above: object): object {
  const result = new Map(Object.entries(below));
  for (const [key, value] of Object.entries(above)) {
    const under = result.get(key);
    result.set(key, isGroup(value) ? over(isGroup(under) ? under : {}, value) : value);
  }
  return Object.fromEntries(result);
}
