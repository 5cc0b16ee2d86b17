import { fileURLToPath } from 'node:url';
import { Command } from 'commander';
import { version } from '../record/index.js';
import { addClaims } from './claims.js';
import { addCompare } from './compare.js';
import { addExplain } from './explain.js';
import { addFit } from './fit.js';
import { reportFailure } from './failure.js';
import { helpAfter } from './help.js';
import { hasColours } from './paint.js';
import { addNotebooks } from './notebooks.js';
import { addPlot } from './plot.js';
import { addPolicies } from './policies.js';
import { addPresets } from './presets.js';
import { printable } from './printable.js';
import { addRecord } from './record.js';
import { addReplay } from './replay.js';
import { addScenario } from './scenario.js';
import { addStart } from './start.js';
import { addValidate } from './validate.js';
import { exitCodes, widthOf, type Session, type Terminal } from './terminal.js';

/** Where `npm run build` puts the page, beside the program. */
const builtSite = fileURLToPath(new URL('../../.site', import.meta.url));

/**
 * Carries out a command line and returns the exit code; nothing is thrown, and nothing else of the process is touched.
 *
 * @param args - what follows `quiescent`
 * @param site - directory of the built page [default: beside the program]
 */
export async function runCommandLine(args: readonly string[], terminal: Terminal, site = builtSite): Promise<number> {
  const session: Session = { terminal, site, exitCode: exitCodes.done };
  try {
    await createProgram(session).parseAsync([...args], { from: 'user' });
    return session.exitCode;
  } catch (error) {
    return reportFailure(error, terminal);
  }
}

function createProgram(session: Session): Command {
  const { out, err, env } = session.terminal;
  const width = (): number => Math.min(120, widthOf(session.terminal));
  const program = new Command('quiescent')
    .description(
      "Simulates RCU x KVM x nohz_full: what each patch of one kernel discussion does to a guest's tail latency, and what it costs RCU.",
    )
    .version(version, '-V, --version', 'print the version')
    .helpOption('-h, --help', 'explain the command')
    .helpCommand('help [command]', 'explain a command')
    .exitOverride()
    .configureHelp({ styleTitle: (title) => title })
    .configureOutput({
      writeOut: (text) => out.write(text),
      writeErr: (text) => err.write(printable(text)),
      getOutHelpWidth: width,
      getErrHelpWidth: width,
      getOutHasColors: () => hasColours(out, env),
      getErrHasColors: () => hasColours(err, env),
    })
    .showHelpAfterError('(quiescent --help explains the commands)')
    .addHelpText('after', () => helpAfter(width()));
  addCompare(program, session);
  addExplain(program, session);
  addPlot(program, session);
  addPolicies(program, session);
  addPresets(program, session);
  addScenario(program, session);
  addRecord(program, session);
  addReplay(program, session);
  addFit(program, session);
  addValidate(program, session);
  addClaims(program, session);
  addStart(program, session);
  addNotebooks(program, session);
  return program;
}
