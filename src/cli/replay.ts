import { Argument, Option, type Command } from 'commander';
import { replay as replayTable, replayTrace, type Replay, type TraceReplay } from '../trace/index.js';
import { choosePolicies } from './choose-policies.js';
import { counterfactualCsv } from './counterfactual-csv.js';
import { counterfactualJson } from './counterfactual-json.js';
import { counterfactualText } from './counterfactual-text.js';
import { Misuse } from './failure.js';
import { paintFor } from './paint.js';
import { readRecorded } from './read-recorded.js';
import { replayJson } from './replay-json.js';
import { addMetaOptions, chooseMeta, type MetaOptions } from './replay-meta.js';
import { addParameterOptions, chooseParameters, type ParameterOptions } from './replay-parameters.js';
import { replayText } from './replay-text.js';
import { exitCodes, widthOf, type Session, type Terminal } from './terminal.js';
import { wrapText } from './wrap-text.js';

interface ReplayOptions extends MetaOptions, ParameterOptions {
  readonly policies?: string;
  readonly json?: boolean;
  readonly csv?: boolean;
  readonly plot?: boolean;
  readonly width?: string;
  readonly check?: boolean;
}

/** Adds `replay`: a recorded kernel's decisions, recomputed by the model, and what each patch would have decided instead. */
export function addReplay(program: Command, session: Session): void {
  const command = program
    .command('replay')
    .summary("recompute a recorded kernel's decisions, tick by tick, and what each patch would have decided")
    .description(
      "Reads a raw trace (ftrace text with the recorder's probes) or a recorded tick table, recomputes rcu_pending() for each tick with the model's own function under the kernel that the meta file names, and says where the two differ. Of a trace it says too what each policy would have decided on these very ticks, with its side state rebuilt from the trace: invocations of RCU core saved, false positives and negatives, by where the tick hit.",
    )
    .addArgument(new Argument('<recording>', 'trace or tick table, plain or gzipped; - is stdin'));
  addMetaOptions(command);
  addParameterOptions(command)
    .option('--policies <ids>', 'of a trace: some policies only, a,b,c (`quiescent policies`)')
    .addOption(
      new Option(
        '--json',
        'print one JSON object (schemas: data/schema/replay.schema.json, of a trace replay-trace.schema.json)',
      ).conflicts(['csv', 'plot']),
    )
    .addOption(new Option('--csv', 'of a trace: print CSV, a line for each policy').conflicts('plot'))
    .option('--plot', 'of a trace: draw it as SVG')
    .option('--width <px>', 'width of the figure [px, default 960]')
    .option('--check', 'exit code 1 if model and kernel differ on a tick that is not flagged as a race')
    .addHelpText('after', () => afterHelp(Math.min(120, widthOf(session.terminal))))
    .action(async (path: string, options: ReplayOptions) => {
      session.exitCode = await replay(path, options, session.terminal);
    });
}

const columnsHelp =
  "Columns of a trace: RCU core invoked: how often a policy would have invoked it (where RCU runs in rcuc: woken it) had it been in force all along, and how many of the kernel's own invocations that saves, from the fewest to the most where the trace leaves it open; tick by tick: invocations saved, and added, if each tick is asked by itself on what the kernel saw; FP: skips of pending work after which the CPU reached no extended quiescent state nor the guest soon (--soon), and the longest; FN: invocations shortly before one [ms]; GPs later: grace periods that the CPU would have reported to later, and how much later at most.";

function afterHelp(width: number): string {
  return `
${wrapText(columnsHelp, width).join('\n')}

Examples:
  quiescent replay data/recordings/H1000_v0/spin_dep.trace.gz
  quiescent replay data/recordings/H1000_v0/spin_dep.trace.gz --policies patience,run-loop-flag --patience 20 --plot > x.svg
  quiescent replay data/recordings/H1000_v0/spin_dep.ticks.csv.gz --check
  cat /sys/kernel/tracing/trace | quiescent replay - --kernel $(uname -r) --hz 1000 --nohz-full 1-3

Ctrl-C replays what was read until then and ends with exit code 130.`;
}

async function replay(path: string, options: ReplayOptions, terminal: Terminal): Promise<number> {
  const meta = chooseMeta(path, options);
  const parameters = chooseParameters(options);
  const policies = options.policies === undefined ? undefined : choosePolicies(options.policies);
  const { content, interrupt } = await readRecorded(path, terminal);
  if (interrupt !== null) terminal.err.write('stopped early; what was read until then:\n');
  let differs: boolean;
  if (content.kind === 'trace') {
    const asked = policies === undefined ? parameters : { ...parameters, policies };
    const result = replayTrace(content.timeline, meta, asked);
    await writeTrace(result, options, terminal);
    differs = disagrees(result.replay) || result.policies.some(({ sideState }) => sideState.differs > 0);
  } else {
    refuseTraceOptions(options);
    const result = replayTable(content.table, meta, parameters);
    writeTable(result, options, terminal);
    differs = disagrees(result);
  }
  if (interrupt !== null) return exitCodes[interrupt];
  return options.check === true && differs ? exitCodes.no : exitCodes.done;
}

function writeTable(result: Replay, { json }: ReplayOptions, terminal: Terminal): void {
  const { out, env } = terminal;
  if (json) out.write(`${JSON.stringify(replayJson(result), null, 2)}\n`);
  else out.write(replayText(result, widthOf(terminal), paintFor(out, env)));
}

async function writeTrace(
  result: TraceReplay,
  { json, csv, plot, width }: ReplayOptions,
  terminal: Terminal,
): Promise<void> {
  const { out, env } = terminal;
  if (json) out.write(`${JSON.stringify(counterfactualJson(result), null, 2)}\n`);
  else if (csv) out.write(counterfactualCsv(result));
  else if (plot) {
    // What draws is large, and beside a long trace there is no room to spare.
    const { counterfactualSvg } = await import('./counterfactual-svg.js');
    out.write(`${counterfactualSvg(result, width)}\n`);
  } else out.write(counterfactualText(result, widthOf(terminal), paintFor(out, env)));
}

function disagrees({ mismatchesOutsideRaces }: Replay): boolean {
  return mismatchesOutsideRaces > 0;
}

/** A table holds no events, so nothing that a policy remembers can be rebuilt from it. */
function refuseTraceOptions(options: ReplayOptions): void {
  const given = (['policies', 'csv', 'plot', 'width', 'soon'] as const).filter((name) => options[name] !== undefined);
  if (given.length === 0) return;
  throw new Misuse([`a raw trace expected, not a tick table, with: ${given.map((name) => `--${name}`).join(', ')}`]);
}
