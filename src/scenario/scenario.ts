import { fields } from './fields.js';
import type { Scenario, ScenarioSpec } from './schema.js';

/** Returns the complete, frozen scenario. */
export function scenario(spec: ScenarioSpec = {}, _presetName = 'discussion'): Scenario {
  const whole: Record<string, unknown> = {};
  for (const f of fields) put(whole, f.path.split('.'), f.default);
  merge(whole, spec as Record<string, unknown>);
  return whole as unknown as Scenario;
}
function put(at: Record<string, unknown>, [key, ...rest]: string[], value: unknown): void {
  if (key === undefined) return;
  if (rest.length === 0) at[key] = value;
  else put((at[key] ??= {}) as Record<string, unknown>, rest, value);
}
function merge(into: Record<string, unknown>, from: Record<string, unknown>): void {
  for (const [k, v] of Object.entries(from))
    if (v !== null && typeof v === 'object') merge(into[k] as Record<string, unknown>, v as Record<string, unknown>);
    else if (v !== undefined) into[k] = v;
}
