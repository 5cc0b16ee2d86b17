import type { Claim, ClaimResult } from '../claims/index.js';

/** A claim with what was found about it. */
export interface JudgedClaim {
  readonly claim: Claim;
  readonly result: ClaimResult;
}
