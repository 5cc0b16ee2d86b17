#!/usr/bin/env node
import { runCommandLine } from './program.js';
import { exitCodes, processTerminal } from './terminal.js';

process.stdout.on('error', ({ code, message }: NodeJS.ErrnoException) => {
  // A reader that has seen enough (`| head`) is no failure.
  if (code === 'EPIPE') process.exit();
  process.stderr.write(`error: output can't be written (${code ?? message})\n`);
  process.exit(exitCodes.misuse);
});
process.stderr.on('error', () => undefined);

process.exitCode = await runCommandLine(process.argv.slice(2), processTerminal());
