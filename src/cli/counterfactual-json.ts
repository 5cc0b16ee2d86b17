import { z } from 'zod';
import { version, windows } from '../record/index.js';
import type { TraceReplay } from '../trace/index.js';
import { spanContexts } from '../trace/index.js';
import { replayJson, replaySchema } from './replay-json.js';

const whole = z.int().min(0);
const ns = z.number().min(0).describe('[ns]');
const bounds = z.strictObject({ fewest: z.int(), most: z.int() });
const ofEach = <T extends z.ZodType>(names: readonly string[], value: T) =>
  z.strictObject(Object.fromEntries(names.map((name) => [name, value])) as Record<string, T>);

const episodes = z.strictObject({
  count: bounds,
  totalNs: z.strictObject({ fewest: ns, most: ns }),
  maxNs: ns,
});

const windowSchema = z.strictObject({
  ticks: whole,
  kernel: whole.describe('ticks on which the recorded kernel invoked RCU core'),
  sameInputs: whole.describe('ticks on which the policy would, on the very inputs that the kernel saw'),
  carried: bounds.describe('ticks on which it would, with what it skipped before still to be done'),
});

const cpuSchema = z.strictObject({
  cpu: whole,
  nohzFull: z.boolean(),
  ticks: whole,
  invoked: whole.describe('ticks on which RCU core was invoked'),
  undone: whole.describe(
    'those after which the next tick found the same work: RCU core did not get its lock, or not run',
  ),
  rcucWakes: whole,
  rcucRuns: whole,
  rcucNs: ns,
  kvmExits: whole,
  contextsNs: ofEach(spanContexts, ns).describe('time in each context [ns]'),
  gaps: whole.describe('where the ring buffer lost events'),
});

const policySchema = z.strictObject({
  id: z.string(),
  title: z.string(),
  ticks: whole.describe('ticks of the nohz_full CPUs'),
  sameInputs: z.strictObject({ wouldInvoke: whole, saved: whole, added: whole }).describe('each tick by itself'),
  invocations: bounds.describe('invocations of RCU core if the policy had been in force all along'),
  saved: bounds.describe("the kernel's invocations less those; below 0: added"),
  windows: ofEach(windows, windowSchema).describe('by where the tick hit'),
  falsePositives: episodes.describe(
    'skips of pending work after which the CPU reached no extended quiescent state soon',
  ),
  falseNegatives: episodes.describe('invocations shortly before an extended quiescent state'),
  gracePeriods: z
    .strictObject({ delayed: whole, addedAtMostNs: ns, longestAddedNs: ns })
    .describe('grace periods that a CPU reported to in a tick that the policy would skip'),
  sideState: z
    .strictObject({ kind: z.enum(['none', 'checked', 'unchecked']), ticks: whole, differs: whole })
    .describe('what the policy remembers, rebuilt from the events, against what the kernel wrote'),
});

/** What `quiescent replay --json` prints of a raw trace; data/schema/replay-trace.schema.json is made of it. */
export const counterfactualSchema = z
  .strictObject({
    version: z.string(),
    replay: replaySchema,
    trace: z.strictObject({ durationNs: ns, events: whole, lost: whole }),
    cpus: z.array(cpuSchema),
    gracePeriods: z.strictObject({
      count: whole,
      medianNs: ns.nullable(),
      longestNs: ns.nullable(),
      fqsProbes: whole.describe('CPUs looked at by force-quiescent-state scans'),
      credited: whole.describe('those credited with a quiescent state'),
    }),
    policies: z.array(policySchema),
    parameters: z.strictObject({
      patienceMs: whole,
      lastGuestExitWindowMs: whole,
      lastQsAgeJiffies: whole,
      soonUs: z.number().min(0),
    }),
    limits: z.array(z.string()).describe("what a trace can't show"),
  })
  .describe(
    'What a recorded kernel decided, what the model says of it, and what each policy would have decided instead.',
  );

/** The object that `quiescent replay --json` prints of a raw trace. */
export type CounterfactualJson = z.infer<typeof counterfactualSchema>;

/** Returns a replayed trace as plain data. */
export function counterfactualJson(result: TraceReplay): CounterfactualJson {
  return {
    version,
    ...result,
    replay: replayJson(result.replay),
    cpus: result.cpus.map((cpu) => ({ ...cpu, contextsNs: { ...cpu.contextsNs } })),
    policies: result.policies.map((policy) => ({ ...policy, windows: { ...policy.windows } })),
    limits: [...result.limits],
  };
}
