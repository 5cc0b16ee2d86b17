import { existsSync, readFileSync, statSync } from 'node:fs';
import type { Command } from 'commander';
import { parseDurationSec } from '../scenario/index.js';
import { knownBuilds } from '../trace/recorder/known-builds.js';
import {
  buildOfBtf,
  longestRecordingSec,
  mostRecordedCpus,
  type KernelBuild,
  type RecordingPlan,
} from '../trace/recorder/recording-plan.js';
import { recordingScript } from '../trace/recorder/recording-script.js';
import { largestCpu } from '../trace/tick-columns.js';
import { Misuse } from './failure.js';
import { oneLine } from './printable.js';
import { recordJson } from './record-json.js';
import { exitCodes, widthOf, type Session } from './terminal.js';
import { wrapText } from './wrap-text.js';

interface RecordOptions {
  readonly kernel?: string;
  readonly btf?: string;
  readonly cpus?: string;
  readonly duration: string;
  readonly output: string;
  readonly json?: boolean;
}

/** Where a kernel shows the types it was built with. */
const hostBtf = '/sys/kernel/btf/vmlinux';

/** Theirs have 4 to 6 MB [bytes]. */
const largestBtf = 100_000_000;

/** Adds `record`: the commands that make a raw trace on a host of the user's own. */
export function addRecord(program: Command, session: Session): void {
  program
    .command('record')
    .summary('print the commands that record RCU on a host of your own')
    .description(
      'Prints a shell script, and runs nothing. The script, run as root on a host, records the ticks of its nohz_full CPUs with what RCU decided at each, as `quiescent replay` takes it: OUTPUT.trace.gz and OUTPUT.meta.json.',
    )
    .option('--btf <file>', `where structs have their members: a copy of the host's ${hostBtf} [default: this host's]`)
    .option(
      '--kernel <series>',
      `without that file: the layout known of one build of Debian's (${Object.keys(knownBuilds).join(', ')})`,
    )
    .option(
      '--cpus <list>',
      'CPUs whose ticks are recorded: 0,2-5 [default: CPU 0 and the nohz_full CPUs, found there]',
    )
    .option('-d, --duration <time>', 'how long to record, whole seconds up to 10m', '10s')
    .option('--output <name>', 'what the files are called, without suffix', 'recording')
    .option('--json', 'print probes, events and offsets as one JSON object instead')
    .addHelpText('after', () => afterHelp(Math.min(120, widthOf(session.terminal))))
    .action((options: RecordOptions) => {
      const { out, err } = session.terminal;
      const plan = planOf(options);
      if (options.kernel !== undefined) err.write(`these offsets are ${plan.build.described}; the script checks it\n`);
      out.write(options.json ? `${JSON.stringify(recordJson(plan), null, 2)}\n` : recordingScript(plan));
      session.exitCode = exitCodes.done;
    });
}

function planOf(options: RecordOptions): RecordingPlan {
  const problems: string[] = [];
  const attempt = <T>(read: () => T): T | null => {
    try {
      return read();
    } catch (error) {
      const found = (error as { problems?: readonly (string | { message: string })[] }).problems;
      if (found === undefined) throw error;
      problems.push(...found.map((problem) => (typeof problem === 'string' ? problem : problem.message)));
      return null;
    }
  };
  const build = attempt(() => buildOf(options));
  const cpus = attempt(() => (options.cpus === undefined ? [] : cpuList(options.cpus)));
  const durationSec = attempt(() => duration(options.duration));
  const output = attempt(() => outputName(options.output));
  if (build === null || cpus === null || durationSec === null || output === null) throw new Misuse(problems);
  return { build, cpus, durationSec, output };
}

function buildOf({ kernel, btf }: RecordOptions): KernelBuild {
  if (kernel === undefined)
    return buildOfBtf(
      readBtf(btf ?? hostBtf, btf === undefined),
      oneLine(btf ?? `${hostBtf} of the host that printed this`),
    );
  if (btf !== undefined) throw new Misuse(['one of --btf and --kernel expected, both given']);
  const known = Object.hasOwn(knownBuilds, kernel) ? knownBuilds[kernel] : undefined;
  if (known !== undefined) return known;
  throw new Misuse([`--kernel: one of ${Object.keys(knownBuilds).join(', ')} expected (for others --btf): ${kernel}`]);
}

function readBtf(path: string, isHost: boolean): Uint8Array {
  if (isHost && !existsSync(path)) {
    throw new Misuse([
      `this host does not show its kernel's types; copy the file from the one to be recorded and name it with --btf, or name a known build with --kernel: ${path}`,
    ]);
  }
  try {
    if (statSync(path).size > largestBtf) throw new Misuse([`--btf: at most ${largestBtf} bytes expected: ${path}`]);
    return readFileSync(path);
  } catch (error) {
    if (error instanceof Misuse) throw error;
    throw new Misuse([`--btf can't be read (${(error as NodeJS.ErrnoException).code ?? String(error)}): ${path}`]);
  }
}

function cpuList(text: string): number[] {
  const cpus = new Set<number>();
  for (const range of text.split(',')) {
    const match = /^(\d{1,5})(?:-(\d{1,5}))?$/.exec(range);
    const first = Number(match?.[1]);
    const last = Number(match?.[2] ?? first);
    if (!(first <= last && last <= largestCpu)) {
      throw new Misuse([`--cpus: a list such as 0,2-5 of CPUs 0..${largestCpu} expected: ${text}`]);
    }
    for (let cpu = first; cpu <= last; cpu++) cpus.add(cpu);
  }
  if (cpus.size <= mostRecordedCpus) return [...cpus].sort((a, b) => a - b);
  throw new Misuse([
    `--cpus: at most ${mostRecordedCpus} CPUs expected, for every tick hits the probes of all: ${text}`,
  ]);
}

function duration(text: string): number {
  const seconds = parseDurationSec(text);
  if (Number.isInteger(seconds) && seconds >= 1 && seconds <= longestRecordingSec) return seconds;
  throw new Misuse([`--duration: whole seconds, 1s..${longestRecordingSec}s, expected: ${text}`]);
}

function outputName(text: string): string {
  if (/^(?!-)[\w./-]{1,200}$/.test(text) && !/(?:^|\/)(?:\.{0,2})$/.test(text)) return text;
  throw new Misuse([`--output: a file name of letters, digits and . _ / - expected, without suffix: ${text}`]);
}

const costs =
  'What to expect and what it costs stands in src/trace/recorder/README.md: what is recorded, how large it grows, what each probe takes, what lost events mean, and what a real-time host should know before.';

function afterHelp(width: number): string {
  return [
    '',
    'Examples:',
    '  quiescent record > record.sh && sudo sh record.sh && quiescent replay recording.trace.gz',
    '  ssh host cat /sys/kernel/btf/vmlinux > host.btf',
    '  quiescent record --btf host.btf --cpus 0,2-3 -d 30s | ssh root@host sh',
    '  quiescent record --kernel 6.12 --json | jq .offsets',
    '',
    ...wrapText(costs, width),
  ].join('\n');
}
