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
  /** Timer interrupts of isolated CPUs, from entry to exit of the handler. */
  readonly timerIrq: KeptQuantiles | null;
  /** Stays outside the guest, from a VM exit to the next entry: how many, and their median. */
  readonly exitStays: { readonly exits: number; readonly medianUs: number } | null;
  /** Stretches without an extended quiescent state on isolated CPUs that lasted longer than 1 ms. */
  readonly longStretches: KeptQuantiles | null;
  /** Their mean, without the longest one; NaN where it was not kept [us]. */
  readonly longStretchMeanUs: number;
}

const quantiles = z.looseObject({ p50: z.number(), p90: z.number(), p99: z.number() }).nullable().catch(null);

const longest = z.looseObject({ p50: z.number(), p90: z.number(), p99: z.number(), max: z.number() }).nullable();

const summarySchema = z.looseObject({
  rcuc_runs_preempting_vcpu: z.looseObject({ us: quantiles }).nullable().catch(null),
  timer_irq_us_iso: quantiles,
  exit_to_entry_us: quantiles,
  kvm_exits: z.number().positive().nullable().catch(null),
  watching_stretch_ms_nonhk: z
    .looseObject({ n_gt_1ms: z.number(), n_gt_10ms: z.number(), sum_ms_gt_1ms: z.number(), ms_gt_1ms: longest })
    .nullable()
    .catch(null),
});

/** Returns what a summary (`*.summary.json`) says of durations; whatever it doesn't say, or isn't JSON, is null. */
export function parseSummary(json: string): RecordingSummary {
  const parsed = summarySchema.safeParse(plainJson(json));
  if (!parsed.success) return noSummary;
  const {
    rcuc_runs_preempting_vcpu: rcuc,
    timer_irq_us_iso: timerIrq,
    exit_to_entry_us: stays,
    kvm_exits: exits,
    watching_stretch_ms_nonhk: stretches,
  } = parsed.data;
  return {
    rcuc: kept(rcuc?.us ?? null, 1),
    timerIrq: kept(timerIrq, 1),
    exitStays: exits === null || stays === null ? null : { exits, medianUs: stays.p50 },
    longStretches: kept(stretches?.ms_gt_1ms ?? null, 1000),
    longStretchMeanUs: stretches === null ? NaN : meanUs(stretches),
  };
}

/** The summary of a recording that has none. */
export const noSummary: RecordingSummary = {
  rcuc: null,
  timerIrq: null,
  exitStays: null,
  longStretches: null,
  longStretchMeanUs: NaN,
};

/** The middle of 1 to 10 ms by their ratio: what is known of a stretch of which only that range is known [ms]. */
const shortStretchMs = 3.2;

/** Where half of the stretches are longer than 10 ms, those shorter than that are left out of the mean. */
function meanUs(stretches: NonNullable<z.infer<typeof summarySchema>['watching_stretch_ms_nonhk']>): number {
  const { n_gt_1ms: over1, n_gt_10ms: over10, sum_ms_gt_1ms: sum, ms_gt_1ms: of } = stretches;
  if (of === null) return NaN;
  const short = of.p50 > 10 ? over1 - over10 : 0;
  const count = over1 - short - 1;
  return count < 1 ? NaN : (1000 * (sum - of.max - short * shortStretchMs)) / count;
}

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
