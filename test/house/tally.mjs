// @ts-check

/**
 * How many claims of a stage hold and how many do not, with what there is to say about the latter.
 *
 * @typedef {object} Tally
 * @property {number} passed
 * @property {number} failed
 * @property {readonly string[]} problems
 */

/**
 * Returns the tally of a check, which counts once however many problems it found.
 *
 * @param {readonly string[]} problems
 * @returns {Tally}
 */
export function checked(problems) {
  return problems.length === 0 ? { passed: 1, failed: 0, problems } : { passed: 0, failed: 1, problems };
}

/**
 * What vitest's JSON reporter writes, as far as it is read here.
 *
 * @typedef {object} VitestReport
 * @property {number} numPassedTests
 * @property {{ name: string, status: string, message?: string, assertionResults: { fullName: string, status: string }[] }[]} testResults
 */

/**
 * Returns the tally of a vitest run. A test that did not run counts as failed, and so do a file that could not be loaded
 * and an error outside every test.
 *
 * @param {VitestReport | null} report - null: vitest wrote none
 * @param {number} code - vitest's exit code
 * @returns {Tally}
 */
export function vitestTally(report, code) {
  if (!report) return checked([`vitest wrote no report and ended with ${code}`]);
  const problems = report.testResults.flatMap(({ name, status, message, assertionResults }) => {
    const failed = assertionResults.filter((test) => test.status !== 'passed');
    if (failed.length > 0) return failed.map((test) => `${name}: ${test.fullName} (${test.status})`);
    return status === 'passed' ? [] : [`${name} did not run: ${message ?? 'no reason given'}`];
  });
  const passed = report.numPassedTests;
  if (problems.length === 0 && code !== 0) problems.push(`an error outside every test ended vitest with ${code}`);
  if (problems.length === 0 && passed === 0) problems.push('vitest found no test');
  return { passed, failed: problems.length, problems };
}

/**
 * Returns the last line of the run.
 *
 * @param {readonly Tally[]} tallies
 */
export function closingLine(tallies) {
  /** @param {'passed' | 'failed'} key */
  const total = (key) => tallies.reduce((sum, tally) => sum + tally[key], 0);
  return `${total('passed')} passed, ${total('failed')} failed`;
}
