import type { Command } from 'commander';
import { checkScenario, ScenarioError, setPath, type Problem, type ScenarioSpec } from '../scenario/index.js';
import type { CounterfactualParameters } from '../trace/index.js';

/** The parameters of the policies, as commander hands them over. */
export interface ParameterOptions {
  readonly patience?: string;
  readonly exitWindow?: string;
  readonly qsAge?: string;
  readonly soon?: string;
}

/** Adds the parameters with which policies are asked. */
export function addParameterOptions(command: Command): Command {
  return command
    .option('--patience <ms>', "patience to ask the patience policies with [default: the kernel's own, or 1000]")
    .option('--exit-window <ms>', 'for how long a guest exit counts in the last-guest-exit family [default: 1000]')
    .option('--qs-age <jiffies>', 'how old a quiescent state counts in last-qs-age [default: 1000]')
    .option('--soon <us>', 'what "soon" means for false positives and negatives [default: 1000]');
}

/**
 * Returns the parameters that are given, checked as the scenario's fields of the same meaning; times may carry a unit.
 *
 * @throws ScenarioError with every problem
 */
export function chooseParameters(options: ParameterOptions): Partial<CounterfactualParameters> {
  const texts = {
    patienceMs: options.patience,
    lastGuestExitWindowMs: options.exitWindow,
    lastQsAgeJiffies: options.qsAge,
    soonUs: options.soon,
  };
  const problems: Problem[] = [];
  const given: Partial<Record<keyof CounterfactualParameters, number>> = {};
  for (const name of Object.keys(texts) as (keyof typeof texts)[]) {
    if (texts[name] === undefined) continue;
    try {
      const checked = checkScenario(setPath({} as ScenarioSpec, `patches.${name}=${texts[name]}`));
      if (checked.ok) given[name] = checked.scenario.patches[name];
      else problems.push(...checked.problems);
    } catch (error) {
      if (!(error instanceof ScenarioError)) throw error;
      problems.push(...error.problems);
    }
  }
  if (problems.length > 0) throw new ScenarioError(problems);
  return given;
}
