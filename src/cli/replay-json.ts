import { z } from 'zod';
import type { Replay } from '../trace/index.js';
import { contexts } from '../trace/tick-columns.js';

const whole = z.int().min(0);
const reasons = [
  'nothing',
  'skipped',
  'deferred-wakeup',
  'report-quiescent-state',
  'callbacks-ready',
  'need-grace-period',
  'grace-period-changed',
] as const satisfies readonly (keyof Replay['reasons'])[];

const counts = {
  ticks: whole,
  invoked: whole.describe('ticks on which the kernel invoked RCU core'),
  matches: whole.describe('ticks on which the recomputed rcu_pending() says what the kernel did'),
  mismatches: whole,
  mismatchesOutsideRaces: whole.describe('those of them whose recorded fields were not in doubt'),
  races: whole.describe('ticks flagged by the recorder: their fields may be older than the decision of the kernel'),
};

const context = z.enum(contexts);

/** What `quiescent replay --json` prints; data/schema/replay.schema.json is made of it. */
export const replaySchema = z
  .strictObject({
    ...counts,
    perCpu: z.record(
      z.string(),
      z.strictObject({
        ...counts,
        nohzFull: z.boolean(),
        contexts: z
          .partialRecord(context, z.strictObject({ ticks: whole, invoked: whole }))
          .describe('by where the tick hit'),
      }),
    ),
    reasons: z.record(z.enum(reasons), whole).describe('ticks by what the model says of them'),
    firstMismatches: z.array(
      z.strictObject({
        line: whole.describe("of the table, the header being line 1; of a trace, the tick's probe"),
        cpu: whole,
        jiffies: whole,
        seconds: z.number().nullable(),
        context: context.nullable(),
        invoked: z.boolean().describe('what the kernel did'),
        reason: z.enum(reasons).describe('what the model says'),
        race: z.boolean(),
      }),
    ),
    kernel: z
      .strictObject({
        run: z.string().nullable(),
        scenario: z.string().nullable(),
        release: z.string(),
        hz: whole,
        nohzFullCpus: z.array(whole),
        policy: z.string().describe('the policy that the kernel followed, and whose decisions the matches are about'),
        patienceMs: whole,
        virtualTime: z.boolean(),
      })
      .describe('the recorded kernel'),
    policies: z
      .record(z.string(), z.strictObject({ ticks: whole, wouldInvoke: whole, differs: whole }))
      .describe(
        'what each policy whose state the table records would have decided on the nohz_full CPUs, on the same inputs',
      ),
    parameters: z
      .strictObject({ patienceMs: whole, lastGuestExitWindowMs: whole, lastQsAgeJiffies: whole })
      .describe('with which those policies were asked'),
  })
  .describe('How the rcu_pending() of the model compares with what a recorded kernel decided, tick by tick.');

/** The object that `quiescent replay --json` prints. */
export type ReplayJson = z.infer<typeof replaySchema>;

/** Returns a replay as plain data. */
export function replayJson(replay: Replay): ReplayJson {
  return {
    ...replay,
    perCpu: { ...replay.perCpu },
    firstMismatches: [...replay.firstMismatches],
    kernel: { ...replay.kernel, nohzFullCpus: [...replay.kernel.nohzFullCpus] },
    policies: { ...replay.policies },
  };
}
