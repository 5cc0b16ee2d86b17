// @ts-check

/**
 * What became of the mutants of one folder or file.
 *
 * @typedef {object} Counts
 * @property {number} killed - a test failed
 * @property {number} timeout - the tests did not end
 * @property {number} survived - every test passed
 * @property {number} noCoverage - no test came by
 */

/**
 * The last complete run over one folder.
 *
 * @typedef {object} FolderResult
 * @property {Counts} counts
 * @property {Record<string, string>} files - path and hash of each file as it was mutated
 */

/**
 * @typedef {object} Result
 * @property {string} stryker - its version
 * @property {Record<string, FolderResult>} folders
 */

/** @type {Readonly<Record<string, keyof Counts>>} */
const outcomes = { Killed: 'killed', Timeout: 'timeout', Survived: 'survived', NoCoverage: 'noCoverage' };

/**
 * Returns the counts of some mutants; those that could not be run at all belong to none.
 *
 * @param {readonly { status: string }[]} mutants
 * @returns {Counts}
 */
export function countsOf(mutants) {
  const counts = { killed: 0, timeout: 0, survived: 0, noCoverage: 0 };
  for (const { status } of mutants) {
    const outcome = outcomes[status];
    if (outcome !== undefined) counts[outcome] += 1;
  }
  return counts;
}

/**
 * Returns how many mutants there were.
 *
 * @param {Counts} counts
 */
export const mutants = ({ killed, timeout, survived, noCoverage }) => killed + timeout + survived + noCoverage;

/**
 * Returns the share of mutants that the tests noticed [%].
 *
 * @param {Counts} counts
 */
export const score = (counts) => (100 * (counts.killed + counts.timeout)) / mutants(counts);

/**
 * Returns a result as a table in Markdown.
 *
 * @param {Result} result
 */
export function resultTable({ folders }) {
  const rows = Object.entries(folders).map(([folder, { counts, files }]) => {
    const { killed, timeout, survived, noCoverage } = counts;
    const numbers = [Object.keys(files).length, mutants(counts), killed, timeout, survived, noCoverage];
    return [`\`src/${folder}\``, ...numbers.map(String), `${score(counts).toFixed(1)} %`];
  });
  const head = ['folder', 'files', 'mutants', 'killed', 'timed out', 'survived', 'not reached', 'score'];
  const widths = head.map((title, column) => Math.max(title.length, ...rows.map((row) => row[column]?.length ?? 0)));
  const line = (/** @type {readonly string[]} */ cells) =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`;
  return [line(head), line(widths.map((width) => '-'.repeat(width))), ...rows.map(line)].join('\n');
}
