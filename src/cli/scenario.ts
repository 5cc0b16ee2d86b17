import { readFileSync } from 'node:fs';
import type { Command } from 'commander';
import { describeFields, type Source } from '../scenario/index.js';
import { fieldReference } from './field-reference.js';
import { Misuse } from './failure.js';
import { paintFor } from './paint.js';
import { addScenarioOptions, chooseScenario, type ScenarioOptions } from './scenario-options.js';
import { widthOf, type Session } from './terminal.js';

interface ScenarioCommandOptions extends ScenarioOptions {
  readonly describe?: string | true;
  readonly markdown?: boolean;
}

/** Adds `scenario`: the complete scenario as JSON, or the reference of its fields. */
export function addScenario(program: Command, session: Session): void {
  const command = program
    .command('scenario')
    .summary('print the complete scenario as JSON, or explain its fields')
    .description('Prints the complete scenario as JSON, every field with its value; `--scenario FILE` takes it back.');
  addScenarioOptions(command)
    .option('--describe [path]', 'explain the fields instead: all, those of a group (guest.exits), or one (host.hz)')
    .option('--markdown', 'with --describe: the whole reference as Markdown, with the sources')
    .addHelpText(
      'after',
      `
Examples:
  quiescent scenario --preset nested --set nested.hint=true > mine.json && quiescent compare --scenario mine.json
  quiescent scenario --describe gracePeriods`,
    )
    .action((options: ScenarioCommandOptions) => {
      session.terminal.out.write(scenarioText(options, session));
    });
}

function scenarioText(options: ScenarioCommandOptions, { terminal }: Session): string {
  const { describe, markdown } = options;
  if (markdown) {
    if (describe !== true)
      throw new Misuse(['--markdown prints the whole reference; it goes with --describe without a path']);
    return `${describeFields(readSources())}\n`;
  }
  if (describe !== undefined) {
    const path = describe === true ? '' : describe;
    return fieldReference(path, Math.min(100, widthOf(terminal)), paintFor(terminal.out, terminal.env));
  }
  return `${JSON.stringify(chooseScenario(options).scenario, null, 2)}\n`;
}

function readSources(): readonly Source[] {
  return JSON.parse(readFileSync(new URL('../../data/sources.json', import.meta.url), 'utf8')) as Source[];
}
