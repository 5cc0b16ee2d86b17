// @ts-check
// A process of its own that compares policies in one scenario, so that its time and its memory are of nothing else.
// Argument: {spec, policies} as JSON; without policies, all of them. Prints what `EngineRun` says, as JSON.
import { countsOf } from './tick-core.mjs';

/**
 * @typedef {object} EngineRun
 * @property {number} cpuSec - processor time of the comparison, all threads
 * @property {number} wallSec
 * @property {number} peakMb - greatest resident memory of the whole process
 * @property {string} digest
 * @property {Record<string, import('./tick-core.mjs').Counts>} policies
 */

/** @type {typeof import('../../src/index.js')} */
const { compare } = await import(new URL('../../dist/index.js', import.meta.url).href);

const { spec, policies } = JSON.parse(process.argv[2] ?? '{}');
const cpu = process.cpuUsage();
const begin = performance.now();
const comparison = compare(spec, policies === undefined ? {} : { policies });
const wallSec = (performance.now() - begin) / 1000;
const { user, system } = process.cpuUsage(cpu);
/** @type {EngineRun} */
const result = {
  cpuSec: (user + system) / 1e6,
  wallSec,
  peakMb: process.resourceUsage().maxRSS / 1024,
  digest: comparison.digest,
  policies: Object.fromEntries(comparison.policies.map((record) => [record.id, countsOf(record)])),
};
process.stdout.write(JSON.stringify(result));
