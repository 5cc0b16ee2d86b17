import { existsSync } from 'node:fs';
import type { Command } from 'commander';
import { parseRecordingMeta, RecordingError, type RecordingMeta } from '../trace/index.js';
import { metaPathOf, readMeta } from '../trace/read-recording.js';
import { largestCpu } from '../trace/tick-columns.js';
import { Misuse } from './failure.js';

/** The options that say what neither a tick table nor a trace can, as commander hands them over. */
export interface MetaOptions {
  readonly meta?: string;
  readonly hz?: string;
  readonly nohzFull?: string;
  readonly kernel?: string;
  readonly kernelPatience?: string;
}

/** The flags that stand in for a meta file, by the field of such a file. */
const flags = {
  hz: '--hz',
  nohz_full_cpus: '--nohz-full',
  kernel: '--kernel',
  patience_ms: '--kernel-patience',
} as const;

/** Adds the options that say which kernel was recorded. */
export function addMetaOptions(command: Command): Command {
  return command
    .option('--meta <file>', 'its meta file [default: X.meta.json beside X.ticks.csv.gz or X.trace.gz]')
    .option('--hz <n>', 'without a meta file: ticks a second of the recorded kernel, 100, 250, 300 or 1000')
    .option('--nohz-full <cpus>', 'without a meta file: its nohz_full CPUs, 1-3,5 (none: an empty list)')
    .option('--kernel <release>', 'without a meta file: its release, as `uname -r` says it')
    .option('--kernel-patience <ms>', 'without a meta file: its rcutree.nohz_full_patience_delay [default: 0]');
}

/**
 * Returns what is known of the recorded kernel: from the meta file that is named or lies beside the recording, or else from
 * the flags.
 *
 * @param path - of the recording; `-` has no file beside it
 * @throws Misuse that names the flags, RecordingError for a meta file that can't be read
 */
export function chooseMeta(path: string, options: MetaOptions): RecordingMeta {
  const given = Object.values(flags).filter((flag) => valueOf(options, flag) !== undefined);
  const beside = path === '-' ? null : metaPathOf(path);
  const file = options.meta ?? (beside !== null && existsSync(beside) ? beside : null);
  if (file === null && path !== '-' && !existsSync(path)) throw new Misuse([`no such file: ${path}`]);
  if (file !== null && given.length > 0) {
    throw new Misuse([`the meta file says it already (leave out ${given.join(', ')}): ${file}`]);
  }
  if (file !== null) return readMeta(path, file).meta;
  const missing = [flags.hz, flags.nohz_full_cpus, flags.kernel].filter((flag) => !given.includes(flag));
  if (missing.length > 0) {
    const wayOut = `name one with --meta, or give ${missing.join(', ')}`;
    const where = beside === null ? 'with the standard input' : `beside the recording; looked for: ${beside}`;
    throw new Misuse([`the recorded kernel is not known (${wayOut}): no meta file ${where}`]);
  }
  return metaOfFlags(options);
}

function metaOfFlags(options: MetaOptions): RecordingMeta {
  const json = {
    hz: Number(options.hz),
    nohz_full_cpus: cpuList(options.nohzFull ?? ''),
    kernel: options.kernel,
    ...(options.kernelPatience === undefined ? {} : { patience_ms: options.kernelPatience }),
  };
  try {
    return parseRecordingMeta(JSON.stringify(json));
  } catch (error) {
    if (!(error instanceof RecordingError)) throw error;
    throw new Misuse(error.problems.map(({ message }) => withFlag(message)));
  }
}

function withFlag(message: string): string {
  const [field = '', flag = ''] = Object.entries(flags).find(([name]) => message.startsWith(`meta ${name}`)) ?? [];
  return flag === '' ? message : `${flag}${message.slice(`meta ${field}`.length)}`;
}

/** Returns the numbers of a list as `nohz_full=` takes it: `1-3,5`. */
function cpuList(text: string): number[] {
  const parts = text.split(',').filter((part) => part.trim() !== '');
  return parts.flatMap((part) => {
    const [, first, last] = /^\s*(\d{1,4})(?:-(\d{1,4}))?\s*$/.exec(part) ?? [];
    const [from, to] = [Number(first), Number(last ?? first)];
    if (!(from <= to && to <= largestCpu)) {
      throw new Misuse([`--nohz-full: CPU numbers 0..${largestCpu} expected, as in 1-3,5: ${JSON.stringify(part)}`]);
    }
    return Array.from({ length: to - from + 1 }, (_, index) => from + index);
  });
}

function valueOf(options: MetaOptions, flag: (typeof flags)[keyof typeof flags]): string | undefined {
  if (flag === '--hz') return options.hz;
  if (flag === '--nohz-full') return options.nohzFull;
  return flag === '--kernel' ? options.kernel : options.kernelPatience;
}
