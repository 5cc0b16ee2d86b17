// @ts-check
// `npm run bench`: our engine beside the same tick core in SimPy and in C, in interleaved rounds of one run. Each timed run is
// a process of its own; times are processor time, which a busy machine disturbs less. Ends with code 1 if the three don't
// count the same or a digest moves between rounds, with 2 if they can't be run, never because something is slow.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { report } from './report.mjs';
import { checkOurs, runRound } from './rounds.mjs';
import { buildCTwin } from './twins.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** Returns how many rounds of which lengths the command line asks for. */
function readOptions() {
  const { values } = parseArgs({
    options: {
      rounds: { type: 'string', default: '5' },
      'simpy-sec': { type: 'string', default: '20' },
      'one-sec': { type: 'string', default: '1200' },
      'all-sec': { type: 'string', default: '100' },
    },
  });
  const positive = (/** @type {keyof typeof values} */ name) => {
    const value = Number(values[name]);
    if (value > 0) return value;
    throw new RangeError(`invalid option (a positive number expected): --${name} ${values[name]}`);
  };
  const durations = { simpySec: positive('simpy-sec'), oneSec: positive('one-sec'), allSec: positive('all-sec') };
  return { rounds: positive('rounds'), durations };
}

/**
 * Runs everything and prints the result.
 *
 * @param {string} folder - for the C twin
 * @returns {Promise<string[]>} what went wrong: nothing, if all count the same
 */
async function bench(folder) {
  const { rounds, durations } = readOptions();
  console.log('building the library and the C twin');
  execFileSync('npm', ['run', '--silent', 'build:lib'], { stdio: 'inherit', cwd: root });
  /** @type {typeof import('../../src/index.js')} */
  const { scenario } = await import(new URL('../../dist/index.js', import.meta.url).href);
  const cTwin = buildCTwin(folder);
  /** @type {import('./rounds.mjs').Bench} */
  const runs = { scenario, cTwin, durations, timings: new Map(), defaultRuns: [], digests: new Map(), wrong: [] };
  const { simpySec, oneSec, allSec } = durations;
  console.log(
    `tick core, simulated: SimPy ${simpySec} s, C and one policy of ours ${oneSec} s, all of ours ${allSec} s`,
  );
  console.log('checking that all count the same over an equal time');
  checkOurs(runs);
  for (let round = 1; round <= rounds && runs.wrong.length === 0; round++) {
    const begin = performance.now();
    runRound(runs);
    console.log(`round ${round} of ${rounds} took ${((performance.now() - begin) / 1000).toFixed(1)} s`);
  }
  if (runs.defaultRuns.length > 0) {
    console.log(
      '\nmedians of processor time; policy-events: exits, ticks, rcuc runs, begins and ends of grace periods',
    );
    for (const line of report(runs)) console.log(line);
  }
  return runs.wrong;
}

const folder = mkdtempSync(join(tmpdir(), 'quiescent-bench-'));
try {
  const wrong = await bench(folder);
  for (const line of wrong) console.error(`disagree: ${line}`);
  console.log(wrong.length === 0 ? '\nall three count the same, in every round' : '\nthey do not count the same');
  process.exitCode = wrong.length === 0 ? 0 : 1;
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 2;
} finally {
  rmSync(folder, { recursive: true });
}
