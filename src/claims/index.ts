export { claimSchema, type Claim, type RecordedFigure } from './claim.js';
export { outcomes, type Outcome, type TestedCase } from './experiment.js';
export type { Measure } from './measure.js';
export { claimIds, runClaims, type ClaimResult, type ClaimsProgress, type RunClaimsOptions } from './run-claims.js';
export type { Changed, SensitivityRow } from './sensitivity.js';
