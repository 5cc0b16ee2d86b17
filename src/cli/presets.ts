import type { Command } from 'commander';
import { presets, scenario } from '../scenario/index.js';
import { paintFor } from './paint.js';
import { originOf } from './provenance-text.js';
import { widthOf, type Session } from './terminal.js';
import { wrapText } from './wrap-text.js';

/** Adds `presets`: the scenarios that have a name. */
export function addPresets(program: Command, session: Session): void {
  program
    .command('presets')
    .summary('list the presets: scenarios by name, and what each shows')
    .description('Lists the presets, each with what it shows and what differs from the defaults.')
    .option('--json', 'print one JSON array; `spec` is what differs from the defaults')
    .action((options: { json?: boolean }) => {
      session.terminal.out.write(options.json ? presetsJson() : presetsText(session));
    });
}

function presetsJson(): string {
  const list = presets.map(({ name, title, shows, source, spec }) => ({ name, title, shows, source, spec }));
  return `${JSON.stringify(list, null, 2)}\n`;
}

function presetsText({ terminal }: Session): string {
  const paint = paintFor(terminal.out, terminal.env);
  const width = Math.min(100, widthOf(terminal));
  const indent = '    ';
  const [standard] = presets;
  const entries = presets.map(({ name, title, shows, source }) => {
    const isDefault = name === standard?.name;
    const { changes } = originOf(scenario({}, name), standard?.name);
    const compared = isDefault ? [] : wrapText(`${indent}${changes.join(' ')}`, width, indent);
    return [
      `${paint('bold', name)}  ${title}${isDefault ? ' (the default)' : ''}`,
      ...wrapText(`${indent}${shows}`, width, indent),
      ...compared.map((line) => paint('dim', line)),
      paint('dim', `${indent}(${source})`),
    ].join('\n');
  });
  return `${entries.join('\n')}\n\nThe dim lines say what differs from \`${standard?.name}\`.\n`;
}
