import { existsSync } from 'node:fs';
import type { Command } from 'commander';
import { policies } from '../policies/index.js';
import { encodeLink, scenario as complete, type Scenario } from '../scenario/index.js';
import { comparisonTable } from './compare-table.js';
import { Misuse } from './failure.js';
import { paintFor } from './paint.js';
import { originOf } from './provenance-text.js';
import { runComparison } from './run-comparison.js';
import { addScenarioOptions, chooseScenario, type ScenarioOptions } from './scenario-options.js';
import { address, servePage, type PageServer } from './serve.js';
import { exitCodes, widthOf, type Interrupt, type Session, type Terminal } from './terminal.js';

interface StartOptions extends ScenarioOptions {
  readonly port?: string;
  readonly serve: boolean;
}

/** Adds `start`: the comparison, then the page with the sliders. */
export function addStart(program: Command, session: Session): void {
  const command = program
    .command('start')
    .summary('compare all policies, then serve the page with the sliders')
    .description(
      "Compares all policies in the discussion's own scenario (or the one asked for), then serves the reactive page on 127.0.0.1, for this machine alone. Ctrl-C ends it.",
    )
    .option('--port <number>', 'port to serve on, 1..65535 [default: a free one]')
    .option('--no-serve', 'end after the table');
  addScenarioOptions(command).action(async (options: StartOptions) => {
    session.exitCode = await start(options, session);
  });
}

/** Returns the exit code once the server was ended. */
async function start(options: StartOptions, { terminal, site }: Session): Promise<number> {
  const { scenario, preset } = chooseScenario(options);
  const port = portOf(options.port);
  const server = options.serve ? await openServer(site, port) : null;
  try {
    const { comparison, interrupt } = await runComparison(scenario, policies, terminal);
    const { out, env } = terminal;
    const origin = originOf(scenario, preset);
    out.write(comparisonTable(comparison, { origin, width: widthOf(terminal), paint: paintFor(out, env) }));
    if (interrupt !== null) return exitCodes[interrupt];
    if (server !== null) await serveUntilInterrupt(server, scenario, terminal);
    return exitCodes.done;
  } finally {
    await server?.close();
  }
}

async function serveUntilInterrupt({ port }: PageServer, scenario: Scenario, terminal: Terminal): Promise<void> {
  const interrupted = new Promise<Interrupt>((resolve) => {
    const stopListening = terminal.onInterrupt((interrupt) => {
      stopListening();
      resolve(interrupt);
    });
  });
  const link = encodeLink(scenario);
  const state = link === encodeLink(complete()) ? '' : `#${link}`;
  terminal.out.write(`\nThe same with sliders: http://${address}:${port}/${state}\n`);
  if (terminal.out.isTTY) terminal.out.write('Ctrl-C ends it.\n');
  await interrupted;
}

function portOf(text: string | undefined): number {
  if (text === undefined) return 0;
  if (/^\d{1,5}$/.test(text) && Number(text) >= 1 && Number(text) <= 65_535) return Number(text);
  throw new Misuse([
    `invalid port (integer 1..65535 expected; leave --port out for a free one): ${JSON.stringify(text.slice(0, 60))}`,
  ]);
}

async function openServer(site: string, port: number): Promise<PageServer> {
  if (!existsSync(`${site}/index.html`)) {
    throw new Misuse([`the page is not built (\`npm run build\` builds it, --no-serve does without): ${site}`]);
  }
  try {
    return await servePage(site, port);
  } catch (error) {
    const { code = String(error) } = error as NodeJS.ErrnoException;
    const cause = code === 'EADDRINUSE' ? 'port is in use' : `port can't be opened (${code})`;
    throw new Misuse([`${cause}; leave --port out for a free one: ${port}`]);
  }
}
