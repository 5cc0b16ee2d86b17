// @ts-check
import { twinPolicies } from './tick-core.mjs';

/** @typedef {import('./rounds.mjs').Bench} Bench */

const targets = { timesSimPy: 20, defaultSec: 3, defaultMb: 150 };

/**
 * Returns the table of rates and the targets, as lines.
 *
 * @param {Bench} bench - after at least one round
 * @returns {string[]}
 */
export function report(bench) {
  return [...rateTable(bench), '', ...targetLines(bench)];
}

/** @param {Bench} bench */
function rateTable(bench) {
  const head = ['model, policy', 'policy-events', 'seconds', 'ns each', 'million/s', 'x SimPy', 'x C'];
  const rows = [...bench.timings].map(([key, { events, seconds }]) => {
    const policy = twinPolicies.find((id) => key.endsWith(id)) ?? 'mainline';
    const second = median(seconds);
    const rate = events / second;
    const times = (/** @type {string} */ model) => brief(rate / rateOf(bench, `${model}, ${policy}`));
    return [key, String(events), brief(second), brief(1e9 / rate), brief(rate / 1e6), times('SimPy'), times('C')];
  });
  return aligned([head, ...rows]);
}

/** @param {Bench} bench */
function targetLines(bench) {
  const timesSimPy = twinPolicies.map(
    (policy) => rateOf(bench, `quiescent, ${policy}`) / rateOf(bench, `SimPy, ${policy}`),
  );
  const cpuSec = median(bench.defaultRuns.map((run) => run.cpuSec));
  const wallSec = median(bench.defaultRuns.map((run) => run.wallSec));
  const peakMb = median(bench.defaultRuns.map((run) => run.peakMb));
  const least = Math.min(...timesSimPy);
  return aligned([
    [
      'one policy, times SimPy, the lesser',
      brief(least),
      `>= ${targets.timesSimPy}`,
      verdict(least >= targets.timesSimPy),
    ],
    [
      `all policies, default scenario, 60 s: processor seconds (${brief(wallSec)} s on the wall)`,
      brief(cpuSec),
      `<= ${targets.defaultSec}`,
      verdict(cpuSec <= targets.defaultSec),
    ],
    ['the same: peak memory [MB]', brief(peakMb), `<= ${targets.defaultMb}`, verdict(peakMb <= targets.defaultMb)],
  ]);
}

/** @param {boolean} met */
function verdict(met) {
  return met ? 'met' : 'missed';
}

/**
 * Returns policy-events a second, from the median time.
 *
 * @param {Bench} bench
 * @param {string} key - model and policy
 */
function rateOf({ timings }, key) {
  const timing = timings.get(key);
  if (timing === undefined) throw new RangeError(`nothing was timed under this name: ${key}`);
  return timing.events / median(timing.seconds);
}

/**
 * Returns rows of text as aligned lines, the first column to the left, the others to the right.
 *
 * @param {readonly (readonly string[])[]} rows
 */
function aligned(rows) {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => (row[column] ?? '').length)));
  return rows.map((row) =>
    row
      .map((text, column) => (column === 0 ? text.padEnd(widths[0] ?? 0) : text.padStart(widths[column] ?? 0)))
      .join('  '),
  );
}

/**
 * Returns the middle value, of an even number of them the mean of the two in the middle.
 *
 * @param {readonly number[]} values - at least one
 */
function median(values) {
  const sorted = values.toSorted((a, b) => a - b);
  const below = sorted[Math.floor((sorted.length - 1) / 2)];
  const above = sorted[Math.floor(sorted.length / 2)];
  if (below === undefined || above === undefined) throw new RangeError('no values to take a median of');
  return (below + above) / 2;
}

/**
 * Returns a number with three significant digits.
 *
 * @param {number} value
 */
function brief(value) {
  return value >= 100 ? value.toFixed(0) : value.toPrecision(3);
}
