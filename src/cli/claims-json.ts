import { z } from 'zod';
import { outcomes } from '../claims/index.js';
import { claimSchema } from '../claims/claim.js';
import type { JudgedClaim } from './judged-claim.js';

const verdict = z.enum(outcomes);

const measure = {
  what: z.string(),
  unit: z.string().describe("'share': of 1; '': a plain count"),
  value: z.number().nullable().describe('null where there was nothing to measure'),
  low: z.number().describe('of the 95% interval'),
  high: z.number(),
  n: z.int().min(0).describe('runs, or chances, that it rests on'),
};

const changed = z.strictObject({
  verdict,
  conditions: z.array(z.string()),
  value: z.number().nullable().describe('the deciding number'),
});

/** What `quiescent claims --json` prints; data/schema/claims.schema.json is made of it. */
export const claimsSchema = z.strictObject({
  claims: z.array(
    z.strictObject({
      ...claimSchema.shape,
      verdict,
      conditions: z.array(z.string()).describe('where it holds, where it fails, what was left open'),
      measured: z.array(
        z.strictObject({
          where: z.string().describe('the case of the experiment'),
          holds: z.boolean().nullable().describe('what the claim says is so there; null: left open'),
          ...measure,
        }),
      ),
      interval: z.strictObject(measure).describe('the deciding number: the first one measured'),
      sensitivity: z
        .array(
          z.strictObject({
            path: z.string().describe('field of a scenario, or group of fields, whose default is assumed'),
            factor: z.number(),
            low: changed.describe('divided by the factor'),
            high: changed.describe('multiplied by it'),
            flips: z.boolean().describe('the verdict, or where it holds, is another at one of the ends'),
          }),
        )
        .describe('the experiment with one assumed number changed at a time, the longest bar first'),
    }),
  ),
});

/** See `claimsSchema`. */
export type ClaimsJson = z.infer<typeof claimsSchema>;

/** Returns the claims as plain data. */
export function claimsJson(judged: readonly JudgedClaim[]): ClaimsJson {
  const claims = judged.map(({ claim, result }) => {
    const { verdict: outcome, conditions, cases, interval, sensitivity } = result;
    const measured = cases.flatMap(({ where, holds, measured: all }) => all.map((each) => ({ where, holds, ...each })));
    return {
      ...claim,
      verdict: outcome,
      conditions: [...conditions],
      measured,
      interval,
      sensitivity: [...sensitivity],
    };
  });
  return { claims: claims as ClaimsJson['claims'] };
}
