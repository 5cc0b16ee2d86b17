import { writeFileSync } from 'node:fs';
import type { Command } from 'commander';
import { fitScenario, validate, validateRecordings, type Validation } from '../trace/index.js';
import { findRecordings, recordingName } from '../trace/run/find-recordings.js';
import { loadRun } from '../trace/run/load-run.js';
import { Misuse } from './failure.js';
import { paintFor } from './paint.js';
import { exitCodes, widthOf, type Interrupt, type Session, type Terminal } from './terminal.js';
import { validationJson } from './validation-json.js';
import { validationMarkdown } from './validation-markdown.js';
import { validationText } from './validation-text.js';

interface ValidateOptions {
  readonly from?: string;
  readonly json?: boolean;
  readonly data?: string;
  readonly markdown?: string;
}

/** Adds `validate`: recorded kernels and the model side by side. */
export function addValidate(program: Command, session: Session): void {
  program
    .command('validate')
    .summary('put recorded kernels and the model side by side')
    .description(
      'Fits a scenario to each recording, simulates it under the policy that the kernel followed, and says for each number whether the model lies within the recording’s own 95% interval. Recordings of other policies are also predicted from the fit of the unchanged kernel under the same load, with only the policy changed.',
    )
    .argument('<recordings...>', 'folders of recordings, raw traces, tick tables')
    .option('--from <recording>', 'predict all of them from the fit of this one')
    .option('--json', 'print one JSON object: a row for each number')
    .option('--data <file>', 'write that JSON to a file as well')
    .option('--markdown <file>', 'write the tables as Markdown')
    .addHelpText(
      'after',
      `
Examples:
  quiescent validate data/recordings
  quiescent validate --from data/recordings/H1000_v0/spin_dep.trace.gz data/recordings/H1000_v7/spin_dep.ticks.csv.gz`,
    )
    .action(async (paths: readonly string[], options: ValidateOptions) => {
      const files = paths.flatMap(findRecordings);
      const { validation, interrupt } = await compareAll(files, options.from, session.terminal);
      const { out, env } = session.terminal;
      const json = validationJson(validation);
      if (options.data !== undefined) write(options.data, json);
      if (options.markdown !== undefined) write(options.markdown, validationMarkdown(validation));
      if (options.json) out.write(json);
      else out.write(validationText(validation, widthOf(session.terminal), paintFor(out, env)));
      if (interrupt !== null) session.exitCode = exitCodes[interrupt];
      else session.exitCode = validation.rows.every(({ inside }) => inside) ? exitCodes.done : exitCodes.no;
    });
}

async function compareAll(
  files: readonly string[],
  from: string | undefined,
  terminal: Terminal,
): Promise<{ validation: Validation; interrupt: Interrupt | null }> {
  if (from !== undefined) {
    const fitted = fitScenario(await loadRun(from));
    const rows = [];
    for (const file of files) rows.push(...validate(fitted, await loadRun(file)));
    return { validation: { rows, notApplicable: [] }, interrupt: null };
  }
  const state: { interrupt: Interrupt | null } = { interrupt: null };
  const stopListening = terminal.onInterrupt((interrupt) => {
    state.interrupt ??= interrupt;
  });
  try {
    const recordings = files.map((file) => ({ name: recordingName(file), load: () => loadRun(file) }));
    const validation = await validateRecordings(recordings, {
      stopped: () => state.interrupt !== null,
      async onProgress(done, all, name) {
        if (terminal.err.isTTY) terminal.err.write(`${done + 1} of ${all + 1}: ${name}\n`);
        await terminal.pause();
      },
    });
    return { validation, interrupt: state.interrupt };
  } finally {
    stopListening();
  }
}

function write(path: string, text: string): void {
  try {
    writeFileSync(path, text);
  } catch (error) {
    throw new Misuse([`file can't be written (${(error as NodeJS.ErrnoException).code ?? String(error)}): ${path}`]);
  }
}
