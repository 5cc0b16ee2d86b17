import { z } from 'zod';

/** What the meta file of a recording says about the machine and its load, as far as it says it. */
export interface Workload {
  /** What the guest does: `spin`, `io`, `cpuid`, `hlt`; `user`, `kern` and the like run no guest. */
  readonly mode: string | null;
  /** Arguments of the guest program, such as `period_us`. */
  readonly arguments: ReadonlyMap<string, number>;
  /** Time between two calls of synchronize_rcu() [us]. */
  readonly callerSleepUs: number | null;
  /** Exits that the guest made of its own accord, or halts, in all. */
  readonly guestExits: number | null;
  /** How long the guest ran [s]. */
  readonly guestSec: number | null;
  readonly skewTick: boolean;
  readonly preemptRt: boolean | null;
  /** Priorities of the vCPU's thread and of rcuc; 0: SCHED_OTHER. */
  readonly vcpuPriority: number | null;
  readonly rcucPriority: number | null;
  readonly haltPollNs: number | null;
  /** How far the recording's times can be compared with a model's. */
  readonly timing: RecordedTiming;
  /** What the emulator counts for an instruction [ns]; null: it does not count them. */
  readonly instructionNs: number | null;
  /** Frequency of the timer whose expiries end turns on the thread that all CPUs share [Hz]; null: none is known. */
  readonly sliceHz: number | null;
}

/**
 * How a recorded machine kept time: `virtual`, exact; `virtual-frozen`, in virtual time, but with slices so long that a CPU
 * could stand still in the middle of a tick; `stalls`, the emulator's own time, with stalls of its host; `own`, a machine of
 * its own, or an emulator that the meta file does not name.
 */
export type RecordedTiming = 'virtual' | 'virtual-frozen' | 'stalls' | 'own';

const anyText = z.string().catch('');
const anyNumber = z.number().finite().nullable().catch(null);

const workloadSchema = z.looseObject({
  guest_args: anyText,
  gpload_sleep_us: anyNumber,
  result: anyText,
  cmdline: anyText,
  preempt_rt: z.boolean().nullable().catch(null),
  vcpu_policy: anyText,
  rcuc_policy: anyText,
  qemu: anyText,
});

/** Returns what a meta file says about the load; whatever it doesn't say, or says in another way, is null. */
export function parseWorkload(json: string): Workload {
  const parsed = workloadSchema.safeParse(JSON.parse(json.replace(/^\uFEFF/, '')));
  const meta = parsed.success ? parsed.data : workloadSchema.parse({});
  const [mode, ...words] = meta.guest_args.trim().split(/\s+/);
  return {
    mode: mode === undefined || mode === '' ? null : mode,
    arguments: assignments(words.join(' ')),
    callerSleepUs: meta.gpload_sleep_us,
    guestExits: assignments(meta.result).get('guest_exits') ?? null,
    guestSec: assignments(meta.result).get('secs') ?? null,
    skewTick: /\bskew_tick=1\b/.test(meta.cmdline),
    preemptRt: meta.preempt_rt,
    vcpuPriority: priority(meta.vcpu_policy),
    rcucPriority: priority(meta.rcuc_policy),
    haltPollNs: numberNamed(json, 'halt_poll_ns'),
    timing: timingOf(meta.qemu),
    instructionNs: instructionOf(meta.qemu),
    sliceHz: firstNumber(meta.qemu, /timer at (\d{1,6}) Hz/),
  };
}

function timingOf(qemu: string): RecordedTiming {
  if (qemu === '') return 'own';
  if (!/\bicount\b/.test(qemu)) return 'stalls';
  return qemu.includes('time slices') ? 'virtual' : 'virtual-frozen';
}

function instructionOf(qemu: string): number | null {
  const shift = firstNumber(qemu, /\bicount shift=(\d)\b/);
  return shift === null ? null : 1 << shift;
}

function firstNumber(text: string, pattern: RegExp): number | null {
  const found = pattern.exec(text)?.[1];
  return found === undefined ? null : Number(found);
}

/** Module parameters stand at different depths of meta files, as numbers or as texts. */
function numberNamed(json: string, name: string): number | null {
  return firstNumber(json, new RegExp(`"${name}"\\s*:\\s*"?(\\d{1,12})\\b`));
}

function assignments(text: string): Map<string, number> {
  const found = [...text.matchAll(/(\w+)=(-?\d+(?:\.\d+)?)\b/g)];
  return new Map(found.map(([, name = '', value]) => [name, Number(value)]));
}

function priority(text: string): number | null {
  const fifo = /SCHED_FIFO (\d{1,2})\b/.exec(text)?.[1];
  if (fifo !== undefined) return Number(fifo);
  return text.includes('SCHED_OTHER') ? 0 : null;
}
