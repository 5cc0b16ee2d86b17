import { Option, type Command } from 'commander';
import { explain, version, windows, type Explanation, type SampleChoice, type Window } from '../record/index.js';
import type { Scenario } from '../scenario/index.js';
import { choosePolicy } from './choose-policies.js';
import { paintFor } from './paint.js';
import { originOf, scenarioLines } from './provenance-text.js';
import { addScenarioOptions, chooseScenario, type ScenarioOptions } from './scenario-options.js';
import { exitCodes, widthOf, type Session, type Terminal } from './terminal.js';
import { timelineText } from './timeline-text.js';
import { wrapText } from './wrap-text.js';

interface ExplainOptions extends ScenarioOptions {
  readonly policy: string;
  readonly worst?: boolean;
  readonly first?: Window;
  readonly json?: boolean;
}

/** Adds `explain`: one latency sample step by step, in kernel words. */
export function addExplain(program: Command, session: Session): void {
  const command = program
    .command('explain')
    .summary('show one latency sample step by step, in kernel words')
    .description(
      'Simulates one policy, finds a latency sample, and prints what happened around it: a lane for each CPU, times in us from the moment the sample begins.',
    )
    .requiredOption('--policy <id>', 'which policy (`quiescent policies`; id+idle-entry lays that rule over it)');
  addScenarioOptions(
    command
      .addOption(new Option('--worst', 'the largest sample (this is the default)').conflicts('first'))
      .addOption(
        new Option('--first <window>', 'the first sample in which a tick woke rcuc in this window').choices(windows),
      ),
  )
    .option('--json', 'print one JSON object: {policyId, found, sampleNs, atNs, events}')
    .addHelpText(
      'after',
      `
Examples:
  quiescent explain --policy patience --worst -d 10s
  quiescent explain --policy run-loop-flag-sched --first idle-entry --preset hlt-power-saving

Exit code 1: there is no such sample.`,
    )
    .action((options: ExplainOptions) => {
      const { scenario, preset } = chooseScenario(options);
      const policy = choosePolicy(options.policy);
      const choice: SampleChoice = options.first === undefined ? 'worst' : { first: options.first };
      const explanation = explain(scenario, policy, choice);
      const { out } = session.terminal;
      if (options.json) out.write(`${JSON.stringify(explanation, null, 2)}\n`);
      else out.write(explanationText(explanation, scenario, preset, options.first, session.terminal));
      session.exitCode = explanation.found ? exitCodes.done : exitCodes.no;
    });
}

function explanationText(
  explanation: Explanation,
  scenario: Scenario,
  preset: string | undefined,
  window: Window | undefined,
  terminal: Terminal,
): string {
  const { policyId, found, sampleNs, atNs } = explanation;
  const width = widthOf(terminal);
  const paint = paintFor(terminal.out, terminal.env);
  const { run } = scenario;
  const [title = '', ...header] = scenarioLines({ scenario, version }, originOf(scenario, preset));
  const of = window === undefined ? 'the largest sample' : `the first sample with a wake of rcuc in window ${window}`;
  const where = `seed ${run.seed}, ${run.durationSec} s measured after ${run.warmupSec} s of warm-up`;
  const finding = found
    ? `${policyId}: ${of} is ${(sampleNs / 1e3).toFixed(1)} us; it ends ${(atNs / 1e9).toFixed(9)} s after the start`
    : `${policyId}: there is no such sample (${of}); try a longer -d or another --seed`;
  return [
    ...wrapText(title, width, '  ').map((line) => paint('bold', line)),
    ...[...header, where].flatMap((line) => wrapText(line, width, '  ')).map((line) => paint('dim', line)),
    '',
    ...wrapText(finding, width, '  '),
    ...(found ? ['', ...timelineText(explanation, width, paint)] : []),
    '',
  ].join('\n');
}
