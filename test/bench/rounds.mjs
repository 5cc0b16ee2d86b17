// @ts-check
import { fileURLToPath } from 'node:url';
import { differences, policyEvents, tickCore, twinConstants, twinPolicies } from './tick-core.mjs';
import { output, runCTwin, runSimPyTwin } from './twins.mjs';

/** @typedef {import('./engine-run.mjs').EngineRun} EngineRun */
/** @typedef {import('./tick-core.mjs').Counts} Counts */
/** @typedef {import('../../src/index.js').ScenarioSpec} ScenarioSpec */

/**
 * Simulated times, by what would take too long and what would else be mostly start-up.
 *
 * @typedef {object} Durations
 * @property {number} simpySec - of SimPy
 * @property {number} oneSec - of C and of our engine with one policy
 * @property {number} allSec - of our engine with all policies
 */

/**
 * What is run, and what came of it.
 *
 * @typedef {object} Bench
 * @property {typeof import('../../src/index.js').scenario} scenario
 * @property {string} cTwin - path of the program
 * @property {Durations} durations
 * @property {Map<string, { events: number, seconds: number[] }>} timings - by model and policy, a time a round
 * @property {EngineRun[]} defaultRuns
 * @property {Map<string, string>} digests
 * @property {string[]} wrong
 */

/**
 * Runs each model once, one after the other, and notes its time and what does not agree.
 *
 * @param {Bench} bench
 */
export function runRound(bench) {
  const { simpySec, oneSec, allSec } = bench.durations;
  for (const policy of twinPolicies) {
    const simpy = runSimPyTwin(constants(bench, simpySec, policy));
    noteTime(bench, 'SimPy', policy, [simpy], simpy.seconds);
    const shortC = runCTwin(bench.cTwin, constants(bench, simpySec, policy));
    mustAgree(bench, `C and SimPy, ${policy}, ${simpySec} s`, shortC, simpy);
    const c = runCTwin(bench.cTwin, constants(bench, oneSec, policy));
    noteTime(bench, 'C', policy, [c], c.seconds);
    const ours = runEngine(bench, `${policy}, ${oneSec} s`, tickCore(oneSec), [policy]);
    noteTime(bench, 'quiescent', policy, Object.values(ours.policies), ours.cpuSec);
    mustAgree(bench, `ours and C, ${policy}, ${oneSec} s`, ours.policies[policy], c);
  }
  const all = runEngine(bench, `all policies, ${allSec} s`, tickCore(allSec));
  noteTime(bench, 'quiescent', `all ${Object.keys(all.policies).length}`, Object.values(all.policies), all.cpuSec);
  bench.defaultRuns.push(runEngine(bench, 'default scenario', {}));
}

/**
 * Checks, untimed, what the rounds leave out: that our engine counts as SimPy does over its shorter time, each policy alone
 * as well as among all.
 *
 * @param {Bench} bench
 */
export function checkOurs(bench) {
  const { simpySec } = bench.durations;
  const all = runEngine(bench, `all policies, ${simpySec} s`, tickCore(simpySec));
  for (const policy of twinPolicies) {
    const alone = runEngine(bench, `${policy}, ${simpySec} s`, tickCore(simpySec), [policy]).policies[policy];
    const simpy = runSimPyTwin(constants(bench, simpySec, policy));
    mustAgree(bench, `ours alone and SimPy, ${policy}, ${simpySec} s`, alone, simpy);
    mustAgree(bench, `ours among all and SimPy, ${policy}, ${simpySec} s`, all.policies[policy], simpy);
  }
}

/**
 * @param {Bench} bench
 * @param {number} durationSec
 * @param {typeof twinPolicies[number]} policy
 */
function constants(bench, durationSec, policy) {
  return twinConstants(bench.scenario(tickCore(durationSec)), policy);
}

/**
 * @param {Bench} bench
 * @param {string} what - equal runs have equal names, and must have equal digests
 * @param {ScenarioSpec} spec
 * @param {readonly string[]} [policies]
 * @returns {EngineRun}
 */
function runEngine(bench, what, spec, policies) {
  const child = fileURLToPath(new URL('engine-run.mjs', import.meta.url));
  /** @type {EngineRun} */
  const run = JSON.parse(output(process.execPath, [child, JSON.stringify({ spec, policies })]));
  const known = bench.digests.get(what) ?? run.digest;
  bench.digests.set(what, known);
  if (run.digest !== known) bench.wrong.push(`${what}: digest ${run.digest}, in an earlier round ${known}`);
  return run;
}

/**
 * @param {Bench} bench
 * @param {string} model
 * @param {string} policy
 * @param {readonly Counts[]} counts - of each policy of the run
 * @param {number} seconds
 */
function noteTime({ timings }, model, policy, counts, seconds) {
  const key = `${model}, ${policy}`;
  const timing = timings.get(key) ?? { events: counts.reduce((sum, each) => sum + policyEvents(each), 0), seconds: [] };
  timing.seconds.push(seconds);
  timings.set(key, timing);
}

/**
 * @param {Bench} bench
 * @param {string} what
 * @param {Counts | undefined} expected
 * @param {Counts} found
 */
function mustAgree({ wrong }, what, expected, found) {
  if (expected === undefined) wrong.push(`${what}: there is no result to compare with`);
  else wrong.push(...differences(expected, found).map((difference) => `${what}: ${difference}`));
}
