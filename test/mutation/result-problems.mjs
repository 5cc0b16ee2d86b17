// @ts-check
import { leastScore, mutatedFolders } from './mutated.mjs';
import { score } from './result.mjs';

/** More changed files than this share make the recorded result one of another program. */
const mostChanged = 1 / 4;

/**
 * Returns why a recorded result does not stand for the present source, one sentence each: a folder that was not mutated, a
 * score that is too low, files that came or went since, or more than a quarter that changed.
 *
 * @param {import('./result.mjs').Result} result
 * @param {(folder: string) => Record<string, string>} presentFiles - path and hash of each
 */
export function resultProblems(result, presentFiles) {
  return mutatedFolders.flatMap((folder) => {
    const recorded = result.folders[folder];
    const again = `run it again: npm run mutation -- ${folder}`;
    if (recorded === undefined) return [`src/${folder} was never mutated; ${again}`];
    const problems = [];
    const share = score(recorded.counts);
    if (!(share >= leastScore))
      problems.push(`too few mutants of src/${folder} noticed (${leastScore} % at least): ${share}`);
    const present = presentFiles(folder);
    const paths = new Set([...Object.keys(recorded.files), ...Object.keys(present)]);
    const strangers = [...paths].filter((path) => recorded.files[path] === undefined || present[path] === undefined);
    if (strangers.length > 0)
      problems.push(`files came or went since src/${folder} was mutated; ${again}: ${strangers}`);
    const changed = Object.keys(present).filter((path) => present[path] !== recorded.files[path]);
    if (changed.length > mostChanged * Object.keys(present).length) {
      problems.push(`much of src/${folder} changed since it was mutated; ${again}: ${changed.length} files`);
    }
    return problems;
  });
}
