import { z } from 'zod';
import { parseLocatedJson, placeOf, plainValue, type LocatedText, type Place } from './located-json.js';
import { kernelLayout, kernelPolicy, kernelSeries, largestVariant, type KernelLayout } from './recorded-kernel.js';
import { quote, RecordingError, shorten, type RecordingProblem } from './recording-error.js';
import { largestCpu } from './tick-columns.js';

/** What a replay has to know about the kernel that was recorded. */
export interface RecordingMeta {
  /** Name of the run and of the scenario in it; null where the file doesn't say. */
  readonly run: string | null;
  readonly scenario: string | null;
  /** Release, as `uname -r` prints it. */
  readonly kernel: string;
  readonly layout: KernelLayout;
  /** Ticks a second. */
  readonly hz: number;
  readonly nohzFullCpus: readonly number[];
  /** Number of CPUs; null where the file doesn't say. */
  readonly cpus: number | null;
  /** The proposal built into the kernel by number; null: a kernel as shipped. */
  readonly kvmVariant: number | null;
  /** `rcutree.nohz_full_patience_delay` [ms]; 0 where the kernel has none. */
  readonly patienceMs: number;
  /** The same in jiffies, rounded up as the kernel does. */
  readonly patienceJiffies: number;
  /** Id of the policy that the kernel followed. */
  readonly policy: string;
  /** The machine ran in virtual time: no stalls of the host between a recorded field and the decision. */
  readonly virtualTime: boolean;
}

/** Kernel parameters stand in the file as the strings that sysfs gives. */
const whole = (smallest: number, largest: number) => {
  const error = `a whole number ${smallest}..${largest} expected`;
  return z.preprocess(
    (value) => (typeof value === 'string' && /^\d{1,15}$/.test(value) ? Number(value) : value),
    z.int({ error }).min(smallest, { error }).max(largest, { error }),
  );
};
const text = z.string({ error: 'text expected' });

const metaSchema = z.object(
  {
    run: text.optional(),
    scenario: text.optional(),
    kernel: text.refine((release) => kernelLayout(release) !== null, {
      error: `a kernel release of a known series (${kernelSeries.join(', ')}) expected`,
    }),
    hz: z.literal([100, 250, 300, 1000], { error: '100, 250, 300 or 1000 expected' }),
    nohz_full_cpus: z.array(whole(0, largestCpu), { error: 'a list of CPU numbers expected' }),
    smp: whole(1, largestCpu + 1).optional(),
    kvm_variant: whole(0, largestVariant).optional(),
    patience_ms: whole(0, 5000).optional(),
    patience_jiffies: whole(0, 5000).optional(),
    rcutree: z
      .object(
        {
          kvm_variant: whole(0, largestVariant).optional(),
          nohz_full_patience_delay: whole(0, 5000).optional(),
        },
        { error: 'an object with the rcutree parameters expected' },
      )
      .optional(),
    qemu: text.optional(),
  },
  { error: 'an object expected' },
);

/**
 * Returns what a meta file says about the kernel of a recording, with the policy that it followed. A variant or patience set
 * at run time (`kvm_variant`, `patience_ms`) comes before the one given at boot (`rcutree`).
 *
 * @throws RecordingError with every problem, each with its path in the file
 */
export function parseRecordingMeta(json: string): RecordingMeta {
  const located = parseJson(json);
  const raw = plainValue(located.root);
  const parsed = metaSchema.safeParse(raw);
  const metaProblem = (path: readonly PropertyKey[], cause: string, value: unknown): RecordingProblem =>
    problemAt(placeOf(located, path), path, cause, value);
  if (!parsed.success) {
    throw new RecordingError(
      'meta',
      parsed.error.issues.map((issue) => metaProblem(issue.path, issue.message, valueAt(raw, issue.path))),
    );
  }
  const meta = parsed.data;
  const layout = kernelLayout(meta.kernel) as KernelLayout;
  const kvmVariant = meta.kvm_variant ?? meta.rcutree?.kvm_variant ?? null;
  const patienceMs = meta.patience_ms ?? meta.rcutree?.nohz_full_patience_delay ?? 0;
  const patienceJiffies = Math.ceil((patienceMs * meta.hz) / 1000);
  const patiencePath = meta.patience_ms === undefined ? ['rcutree', 'nohz_full_patience_delay'] : ['patience_ms'];
  const problems: RecordingProblem[] = [];
  if (patienceMs > 0 && !layout.hasPatience) {
    problems.push(metaProblem(patiencePath, `0 expected: kernel ${meta.kernel} knows no patience`, patienceMs));
  }
  if (meta.patience_jiffies !== undefined && meta.patience_jiffies !== patienceJiffies) {
    const cause = `${patienceJiffies} expected: ${patienceMs} ms at ${meta.hz} ticks a second`;
    problems.push(metaProblem(['patience_jiffies'], cause, meta.patience_jiffies));
  }
  const policy = kernelPolicy(kvmVariant, patienceMs);
  if (policy === null) {
    problems.push(metaProblem(patiencePath, `0 expected with kvm_variant ${String(kvmVariant)}`, patienceMs));
  }
  if (policy === null || problems.length > 0) throw new RecordingError('meta', problems);
  return {
    run: meta.run ?? null,
    scenario: meta.scenario ?? null,
    kernel: meta.kernel,
    layout,
    hz: meta.hz,
    nohzFullCpus: meta.nohz_full_cpus,
    cpus: meta.smp ?? null,
    kvmVariant,
    patienceMs,
    patienceJiffies,
    policy,
    virtualTime: /\bicount\b/.test(meta.qemu ?? ''),
  };
}

function parseJson(json: string): LocatedText {
  try {
    return parseLocatedJson(json);
  } catch (error) {
    if (!(error instanceof RecordingError)) throw error;
    const problems = error.problems.map((one) => ({ ...one, message: `meta ${one.message}` }));
    throw new RecordingError('meta', problems);
  }
}

function problemAt(place: Place, path: readonly PropertyKey[], cause: string, value: unknown): RecordingProblem {
  const field = path.length === 0 ? null : path.map(String).join('.');
  const written = value === undefined ? null : typeof value === 'string' ? value : JSON.stringify(value);
  const shown = written === null ? '' : `: ${typeof value === 'string' ? quote(value) : shorten(written)}`;
  const message = `meta${field === null ? '' : ` ${field}`}: ${cause}${shown}`;
  return { ...place, field, value: written, message };
}

function valueAt(raw: unknown, path: readonly PropertyKey[]): unknown {
  let value = raw;
  for (const key of path) {
    if (value === null || typeof value !== 'object' || !Object.hasOwn(value, key)) return undefined;
    value = (value as Record<PropertyKey, unknown>)[key];
  }
  return value;
}
