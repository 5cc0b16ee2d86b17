import { readFileSync } from 'node:fs';
import type { Command } from 'commander';
import { claimIds, claimSchema, runClaims, type Claim, type ClaimResult } from '../claims/index.js';
import { claimsJson } from './claims-json.js';
import { startClaimsProgress } from './claims-progress.js';
import { claimsText } from './claims-text.js';
import { Misuse } from './failure.js';
import type { JudgedClaim } from './judged-claim.js';
import { paintFor } from './paint.js';
import { exitCodes, widthOf, type Interrupt, type Session, type Terminal } from './terminal.js';

interface ClaimsOptions {
  readonly json?: boolean;
  readonly sensitivity: boolean;
}

/** Adds `claims`: what was claimed in the discussion, and how it stands. */
export function addClaims(program: Command, session: Session): void {
  program
    .command('claims')
    .summary('put the claims of the discussion to the test')
    .description(
      'Simulates an experiment for each claim of the discussion (H1 to H34), and for what nobody stated in it (N1 to N11), and says whether it holds, with what was measured, its 95% interval, and which assumed number would change the verdict. All of them take some minutes.',
    )
    .argument('[id...]', 'some claims only, with all that was measured')
    .option('--json', 'print one JSON object (schema: data/schema/claims.schema.json)')
    .option('--no-sensitivity', 'leave the assumed numbers as they are: several times faster')
    .addHelpText('after', '\nExample:\n  quiescent claims H5 H23')
    .action(async (ids: readonly string[], options: ClaimsOptions) => {
      session.exitCode = await claims(chooseClaims(ids), options, session.terminal, ids.length > 0);
    });
}

async function claims(
  ids: readonly string[],
  options: ClaimsOptions,
  terminal: Terminal,
  full: boolean,
): Promise<number> {
  const texts = readClaims();
  const { results, interrupt } = await judge(ids, options.sensitivity, terminal);
  const judged: JudgedClaim[] = results.map((result) => ({ claim: texts.get(result.id) as Claim, result }));
  const { out, err, env } = terminal;
  if (interrupt !== null) err.write(`stopped early; ${results.length} of ${ids.length} claims were finished:\n`);
  if (options.json) out.write(`${JSON.stringify(claimsJson(judged), null, 2)}\n`);
  else out.write(claimsText(judged, { full, width: Math.min(120, widthOf(terminal)), paint: paintFor(out, env) }));
  return interrupt === null ? exitCodes.done : exitCodes[interrupt];
}

async function judge(
  ids: readonly string[],
  sensitivity: boolean,
  terminal: Terminal,
): Promise<{ results: readonly ClaimResult[]; interrupt: Interrupt | null }> {
  const signal: { aborted: boolean; interrupt: Interrupt | null } = { aborted: false, interrupt: null };
  const stopListening = terminal.onInterrupt((interrupt) => {
    signal.aborted = true;
    signal.interrupt ??= interrupt;
  });
  const progress = startClaimsProgress(terminal);
  try {
    const results = await runClaims(ids, {
      sensitivity,
      signal,
      async onProgress(at) {
        progress.update(at);
        await terminal.pause();
      },
    });
    return { results, interrupt: results.length < ids.length ? signal.interrupt : null };
  } finally {
    progress.end();
    stopListening();
  }
}

function chooseClaims(asked: readonly string[]): readonly string[] {
  const ids = [...new Set(asked.map((id) => id.toUpperCase()))];
  const unknown = ids.filter((id) => !claimIds.includes(id));
  if (unknown.length > 0) {
    throw new Misuse(
      unknown.map(
        (id) => `unknown claim (${claimIds[0]} to ${claimIds.at(-1)} expected): ${JSON.stringify(id.slice(0, 60))}`,
      ),
    );
  }
  return ids.length === 0 ? claimIds : claimIds.filter((id) => ids.includes(id));
}

/** Returns the claims of data/claims.json by id. */
function readClaims(): ReadonlyMap<string, Claim> {
  const text = readFileSync(new URL('../../data/claims.json', import.meta.url), 'utf8');
  return new Map(
    claimSchema
      .array()
      .parse(JSON.parse(text))
      .map((claim) => [claim.id, claim]),
  );
}
