export { definePolicy, type PolicyDefinition } from './define-policy.js';
export { idleEntry, withIdleEntry } from './idle-entry.js';
export { lastGuestExit } from './last-guest-exit.js';
export { mainline } from './mainline.js';
export { oracle } from './oracle.js';
export type { Citation, Policy, PolicyInstance, PolicyParameters, RecordedSideState, TickView } from './policy.js';
export { policies, policiesByIds, policyById } from './registry.js';
export { runLoopFlagSched } from './run-loop-flag-sched.js';
