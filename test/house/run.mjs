// @ts-check
import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { stages } from './stages.mjs';
import { checked, closingLine } from './tally.mjs';

/** @typedef {import('./stages.mjs').Stage} Stage */
/** @typedef {import('./tally.mjs').Tally} Tally */

const root = resolve(dirname(fileURLToPath(import.meta.url)), '../..');

/** @param {string} line */
const say = (line) => process.stdout.write(`${line}\n`);

/**
 * @param {readonly string[]} wanted - names or kinds of stages; none means all
 * @returns {readonly Stage[]}
 */
function chosenStages(wanted) {
  const unknown = wanted.filter((word) => !stages.some(({ name, kind }) => name === word || kind === word));
  if (unknown.length > 0) {
    const known = stages.map(({ name }) => name).join(', ');
    throw new RangeError(`no such stage (any of ${known}; or setup, static, build, tests): ${unknown.join(', ')}`);
  }
  return wanted.length === 0
    ? stages
    : stages.filter(({ name, kind }) => wanted.includes(name) || wanted.includes(kind));
}

/**
 * @param {Stage} stage
 * @returns {Promise<Tally>}
 */
async function runStage(stage) {
  const start = performance.now();
  const tally = await attempt(stage);
  const seconds = ((performance.now() - start) / 1000).toFixed(1);
  say(`${tally.failed === 0 ? '✔' : '✖'} ${stage.name}: ${stage.claim} (${seconds} s)`);
  for (const problem of tally.problems) say(problem.replaceAll(/^/gm, '    '));
  return tally;
}

/**
 * @param {Stage} stage
 * @returns {Promise<Tally>}
 */
async function attempt(stage) {
  try {
    return await stage.run(root);
  } catch (error) {
    return checked([`the check itself broke: ${error instanceof Error ? error.stack : String(error)}`]);
  }
}

/** @param {readonly Stage[]} wanted */
async function runStages(wanted) {
  const tallies = [];
  for (const stage of wanted) {
    const tally = await runStage(stage);
    tallies.push(tally);
    if (stage.kind === 'setup' && tally.failed > 0) break;
  }
  say(`\n${closingLine(tallies)}`);
  return tallies.every(({ failed }) => failed === 0);
}

try {
  process.exitCode = (await runStages(chosenStages(process.argv.slice(2)))) ? 0 : 1;
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 2;
}
