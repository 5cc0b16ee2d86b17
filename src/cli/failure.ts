import { CommanderError } from 'commander';
import { ScenarioError } from '../scenario/index.js';
import { RecordingError } from '../trace/index.js';
import { oneLine, printable } from './printable.js';
import { exitCodes, type Terminal } from './terminal.js';

/** Thrown for a command that cannot be carried out as it was given: one line for each problem, causes first. */
export class Misuse extends Error {
  override readonly name = 'Misuse';
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(problems.join('\n'));
    this.problems = problems;
  }
}

/** Says on stderr what went wrong, a line for each problem, and returns the exit code for it. */
export function reportFailure(error: unknown, { err, env }: Terminal): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.done : exitCodes.misuse;
  const problems = problemsOf(error);
  if (problems !== null) {
    err.write(problems.map((line) => `error: ${oneLine(line)}\n`).join(''));
    return exitCodes.misuse;
  }
  const message = error instanceof Error ? error.message : String(error);
  err.write(`error: quiescent is at fault here, please report it: ${oneLine(message)}\n`);
  if (env['QUIESCENT_DEBUG'] && error instanceof Error) err.write(`${printable(error.stack ?? '')}\n`);
  return exitCodes.internal;
}

function problemsOf(error: unknown): readonly string[] | null {
  if (error instanceof Misuse) return error.problems;
  if (error instanceof ScenarioError || error instanceof RecordingError) {
    return error.problems.map(({ message }) => message);
  }
  return null;
}
