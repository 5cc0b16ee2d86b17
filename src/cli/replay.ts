import type { Command } from 'commander';
import { replay as replayTable } from '../trace/index.js';
import { readRecording } from '../trace/read-recording.js';
import { paintFor } from './paint.js';
import { replayJson } from './replay-json.js';
import { replayText } from './replay-text.js';
import { exitCodes, widthOf, type Session } from './terminal.js';

interface ReplayOptions {
  readonly meta?: string;
  readonly json?: boolean;
  readonly check?: boolean;
}

/** Adds `replay`: a recorded kernel's decisions, recomputed by the model. */
export function addReplay(program: Command, session: Session): void {
  program
    .command('replay')
    .summary("recompute a recorded kernel's decisions, tick by tick")
    .description(
      "Reads a recorded tick table, recomputes rcu_pending() for each tick with the model's own function under the kernel that the meta file names, and says where the two differ; and what other policies would have decided on the same inputs.",
    )
    .argument('<ticks.csv>', 'tick table, plain or gzipped')
    .option('--meta <file>', 'its meta file [default: X.meta.json beside X.ticks.csv.gz]')
    .option('--json', 'print one JSON object (schema: data/schema/replay.schema.json)')
    .option('--check', 'exit code 1 if model and kernel differ on a tick that is not flagged as a race')
    .addHelpText(
      'after',
      `
Example:
  quiescent replay data/recordings/H1000_v0/spin_dep.ticks.csv.gz --check`,
    )
    .action((path: string, options: ReplayOptions) => {
      const { table, meta } = readRecording(path, options.meta);
      const result = replayTable(table, meta);
      const { out, env } = session.terminal;
      if (options.json) out.write(`${JSON.stringify(replayJson(result), null, 2)}\n`);
      else out.write(replayText(result, widthOf(session.terminal), paintFor(out, env)));
      const differs = options.check === true && result.mismatchesOutsideRaces > 0;
      session.exitCode = differs ? exitCodes.no : exitCodes.done;
    });
}
