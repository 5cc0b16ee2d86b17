import type { Command } from 'commander';
import { fitScenario, validate } from '../trace/index.js';
import { loadRun } from '../trace/run/load-run.js';
import { fitText } from './fit-text.js';
import { paintFor } from './paint.js';
import { exitCodes, widthOf, type Session } from './terminal.js';
import { validationText } from './validation-text.js';

interface FitOptions {
  readonly meta?: string;
  readonly json?: boolean;
  readonly scenarioOnly?: boolean;
  readonly check?: boolean;
}

/** Adds `fit`: the scenario of a recording. */
export function addFit(program: Command, session: Session): void {
  program
    .command('fit')
    .summary('derive a scenario from a recording')
    .description(
      'Reads a raw trace, or a tick table with its grace periods beside it, and derives the scenario of the machine: tick sources, exits, halts, callers of synchronize_rcu(), delays of the housekeeping CPU, durations. Says from what each was taken, and lists what could not be identified with the default that stands in for it.',
    )
    .argument('<recording>', 'X.trace or X.ticks.csv, plain or gzipped')
    .option('--meta <file>', 'its meta file [default: X.meta.json beside it]')
    .option('--json', 'print one JSON object: the scenario, what was identified, what was not')
    .option('--scenario-only', 'print the scenario alone, as `--scenario FILE` of other commands takes it')
    .option('--check', 'simulate the scenario under the policy of the kernel, and compare it with the recording')
    .addHelpText(
      'after',
      `
Examples:
  quiescent fit data/recordings/H1000_v0/spin_dep.trace.gz --check
  quiescent fit data/recordings/H1000_v0/spin_dep.trace.gz --scenario-only > fitted.json && quiescent compare --scenario fitted.json`,
    )
    .action(async (path: string, options: FitOptions) => {
      const run = await loadRun(path, options.meta);
      const fitted = fitScenario(run);
      const rows = options.check ? validate(fitted, run) : [];
      const { out, env } = session.terminal;
      const check = options.check ? { check: rows } : {};
      const paint = paintFor(out, env);
      const width = widthOf(session.terminal);
      if (options.scenarioOnly) out.write(`${JSON.stringify(fitted.spec, null, 2)}\n`);
      else if (options.json) out.write(`${JSON.stringify({ ...fitted, ...check }, null, 2)}\n`);
      else {
        out.write(fitText(fitted, width, paint));
        if (options.check) out.write(`\n${validationText({ rows, notApplicable: [] }, width, paint)}`);
      }
      session.exitCode = rows.some(({ inside }) => !inside) ? exitCodes.no : exitCodes.done;
    });
}
