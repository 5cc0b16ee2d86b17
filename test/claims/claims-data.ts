import { readFileSync } from 'node:fs';
import { claimSchema, type Claim } from '../../src/claims/index.js';

/** The entries of data/claims.json. */
export const claims: readonly Claim[] = claimSchema
  .array()
  .parse(JSON.parse(readFileSync(new URL('../../data/claims.json', import.meta.url), 'utf8')));
