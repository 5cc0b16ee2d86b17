export { compare, explain, startComparison, version, windows } from './record/index.js';
export type {
  CompareOptions,
  Comparison,
  ComparisonRun,
  Episodes,
  Histogram,
  PolicyRecord,
  SampleChoice,
  Stalls,
  TimelineEvent,
  Window,
  Explanation,
} from './record/index.js';
export { definePolicy, policies, policiesByIds, policyById, withIdleEntry } from './policies/index.js';
export type { Policy, PolicyDefinition } from './policies/index.js';
export { canonicalJson, contentHash, fields, presets, scenario, ScenarioError } from './scenario/index.js';
export type { Scenario, ScenarioSpec } from './scenario/index.js';
export { claimIds, runClaims } from './claims/index.js';
export type { ClaimResult, ClaimsProgress, RunClaimsOptions } from './claims/index.js';
