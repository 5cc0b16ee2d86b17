import { fields, scenario, setPath, type Scenario, type ScenarioSpec } from '../../src/scenario/index.js';

const slower: Readonly<Record<string, (value: number, k: number) => number>> = {
  '/s': (value, k) => value / k,
  ns: (value, k) => value * k,
  us: (value, k) => value * k,
  ms: (value, k) => value * k,
  s: (value, k) => value * k,
};

/**
 * Returns the same world in slow motion: every rate divided by `k`, every duration multiplied by it. Jiffies stay jiffies,
 * since the tick slows down with the rest.
 */
export function slowMotion(world: Scenario, k: number): Scenario {
  let spec: ScenarioSpec = world;
  for (const { path, unit } of fields) {
    const change = slower[unit];
    const value = path.split('.').reduce<unknown>((tree, key) => (tree as Record<string, unknown>)[key], world);
    if (change !== undefined && typeof value === 'number') spec = setPath(spec, `${path}=${change(value, k)}`);
  }
  return scenario(spec);
}
