// @ts-check
// `npm run bench`: our engine beside the same tick core in SimPy and in C, in interleaved rounds of one run. Each timed run is
// a process of its own; times are processor time, which a busy machine disturbs less. Ends with code 1 if the three don't
// count the same or a digest moves between rounds, never because something is slow.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { report } from './report.mjs';
import { checkOurs, runRound } from './rounds.mjs';
import { buildCTwin } from './twins.mjs';

const { values: options } = parseArgs({
  options: {
    rounds: { type: 'string', default: '5' },
    'simpy-sec': { type: 'string', default: '20' },
    'one-sec': { type: 'string', default: '1200' },
    'all-sec': { type: 'string', default: '100' },
  },
});
const rounds = Number(options.rounds);
const durations = {
  simpySec: Number(options['simpy-sec']),
  oneSec: Number(options['one-sec']),
  allSec: Number(options['all-sec']),
};
for (const [name, value] of Object.entries({ rounds, ...durations })) {
  if (!(value > 0)) throw new RangeError(`invalid ${name} (a positive number expected): ${value}`);
}

const root = fileURLToPath(new URL('../..', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'quiescent-bench-'));
/** @type {string[]} */
const wrong = [];

try {
  console.log('building the library and the C twin');
  execFileSync('npm', ['run', '--silent', 'build:lib'], { stdio: 'inherit', cwd: root });
  /** @type {typeof import('../../src/index.js')} */
  const { scenario } = await import(new URL('../../dist/index.js', import.meta.url).href);
  const cTwin = buildCTwin(folder);
  /** @type {import('./rounds.mjs').Bench} */
  const bench = { scenario, cTwin, durations, timings: new Map(), defaultRuns: [], digests: new Map(), wrong };
  const { simpySec, oneSec, allSec } = durations;
  console.log(
    `tick core, simulated: SimPy ${simpySec} s, C and one policy of ours ${oneSec} s, all of ours ${allSec} s`,
  );
  console.log('checking that all count the same over an equal time');
  checkOurs(bench);
  for (let round = 1; round <= rounds && wrong.length === 0; round++) {
    const begin = performance.now();
    runRound(bench);
    console.log(`round ${round} of ${rounds} took ${((performance.now() - begin) / 1000).toFixed(1)} s`);
  }
  if (bench.defaultRuns.length > 0) {
    console.log(
      `\nmedians of processor time; policy-events: exits, ticks, rcuc runs, begins and ends of grace periods`,
    );
    for (const line of report(bench)) console.log(line);
  }
} finally {
  rmSync(folder, { recursive: true });
}

for (const line of wrong) console.error(`disagree: ${line}`);
console.log(wrong.length === 0 ? '\nall three count the same, in every round' : '\nthe counts differ');
process.exitCode = wrong.length === 0 ? 0 : 1;
