export { fields, fieldAt, type Field } from './fields.js';
export { scenario } from './scenario.js';
export type { Scenario, ScenarioSpec, SpreadMs, SpreadUs } from './schema.js';
