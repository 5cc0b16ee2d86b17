import { z } from 'zod';

/** Where a recorded kernel's figure comes from, so that it can be counted again. */
const countedFrom = z.discriminatedUnion('table', [
  z.strictObject({
    table: z.literal('ticks').describe('ticks of a CPU that hit a context: how many invoked RCU core, of how many'),
    cpu: z.int().min(0),
    context: z.string(),
  }),
  z.strictObject({
    table: z.literal('policies').describe('ticks that would have invoked RCU core under a policy, on the same inputs'),
    policy: z.string(),
  }),
  z.strictObject({
    table: z.literal('gps').describe('grace periods, by their length in jiffies'),
    figure: z.enum(['median', 'max']),
  }),
]);

/** What a recorded kernel has to say about a claim. */
const recordedFigure = z.strictObject({
  recording: z
    .string()
    .regex(/^[A-Z]\w*\/[a-z]\w*$/)
    .describe('folder and scenario in data/recordings'),
  says: z.string(),
  from: countedFrom,
  value: z.number(),
  of: z.number().nullable().describe('among how many; null where it is no count'),
});

/** A claim of the discussion, or a result that nobody stated in it: an entry of data/claims.json. */
export const claimSchema = z.strictObject({
  id: z
    .string()
    .regex(/^[HN][1-9]\d?$/)
    .describe('H: stated in the discussion or after it; N: stated by nobody'),
  author: z.string().min(1),
  date: z.iso.date(),
  source: z.string().describe('id in data/sources.json'),
  claim: z.string().min(20).describe('in our words'),
  refutedBy: z.string().min(10).describe('what would refute it'),
  beyond: z.string().min(10).optional().describe('the part of it that no model can decide'),
  recordings: z.array(recordedFigure),
});

/** See `claimSchema`. */
export type Claim = z.infer<typeof claimSchema>;

/** A figure of a recorded kernel beside a claim. */
export type RecordedFigure = Claim['recordings'][number];
