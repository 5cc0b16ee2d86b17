import { z } from 'zod';

/** A distribution of which only some quantiles were kept [us]. */
export interface KeptQuantiles {
  readonly p50Us: number;
  readonly p90Us: number;
  readonly p99Us: number;
}

/** What the summary of a recording keeps of durations that its tables do not hold. */
export interface RecordingSummary {
  /** Runs of rcuc in place of the vCPU. */
  readonly rcuc: KeptQuantiles | null;
  /** From the guest's exit to its next entry, whatever for. */
  readonly exitToEntry: KeptQuantiles | null;
  /** Stretches without an extended quiescent state on isolated CPUs that lasted longer than 1 ms. */
  readonly longStretches: KeptQuantiles | null;
  readonly longStretchCount: number;
}

const quantiles = z.looseObject({ p50: z.number(), p90: z.number(), p99: z.number() }).nullable().catch(null);

const summarySchema = z.looseObject({
  rcuc_runs_preempting_vcpu: z.looseObject({ us: quantiles }).nullable().catch(null),
  exit_to_entry_us: quantiles,
  watching_stretch_ms_nonhk: z.looseObject({ n_gt_1ms: z.number(), ms_gt_1ms: quantiles }).nullable().catch(null),
});

/** Returns what a summary (`*.summary.json`) says of durations; whatever it doesn't say, or isn't JSON, is null. */
export function parseSummary(json: string): RecordingSummary {
  const parsed = summarySchema.safeParse(plainJson(json));
  if (!parsed.success) return noSummary;
  const {
    rcuc_runs_preempting_vcpu: rcuc,
    exit_to_entry_us: exits,
    watching_stretch_ms_nonhk: stretches,
  } = parsed.data;
  return {
    rcuc: kept(rcuc?.us ?? null, 1),
    exitToEntry: kept(exits, 1),
    longStretches: kept(stretches?.ms_gt_1ms ?? null, 1000),
    longStretchCount: stretches?.n_gt_1ms ?? 0,
  };
}

/** The summary of a recording that has none. */
export const noSummary: RecordingSummary = { rcuc: null, exitToEntry: null, longStretches: null, longStretchCount: 0 };

function kept(of: z.infer<typeof quantiles>, unitUs: number): KeptQuantiles | null {
  if (of === null) return null;
  return { p50Us: of.p50 * unitUs, p90Us: of.p90 * unitUs, p99Us: of.p99 * unitUs };
}

function plainJson(json: string): unknown {
  try {
    return JSON.parse(json.replace(/^\uFEFF/, ''));
  } catch {
    return null;
  }
}
