import { checkScenario, type Problem } from '../../src/scenario/index.js';

/** Returns what is wrong with a spec; empty when nothing is. */
export function problemsOf(spec: unknown, preset?: string): readonly Problem[] {
  const checked = checkScenario(spec, preset);
  return checked.ok ? [] : checked.problems;
}

/** Returns the paths that are wrong in a spec. */
export function wrongPaths(spec: unknown, preset?: string): string[] {
  return problemsOf(spec, preset).map(({ path }) => path);
}
