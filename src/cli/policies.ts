import type { Command } from 'commander';
import { policies } from '../policies/index.js';
import { paintFor } from './paint.js';
import { widthOf, type Session } from './terminal.js';
import { wrapText } from './wrap-text.js';

/** Adds `policies`: what each built-in policy does, and who proposed it when. */
export function addPolicies(program: Command, session: Session): void {
  program
    .command('policies')
    .summary('list the policies: what each does, who proposed it when')
    .description(
      'Lists the built-in policies in the order of the discussion, each with its condition and where it was proposed.',
    )
    .option('--json', 'print one JSON array')
    .action((options: { json?: boolean }) => {
      session.terminal.out.write(options.json ? policiesJson() : policiesText(session));
    });
}

function policiesJson(): string {
  const list = policies.map(({ id, title, condition, citation }) => ({ id, title, condition, citation }));
  return `${JSON.stringify(list, null, 2)}\n`;
}

function policiesText({ terminal }: Session): string {
  const paint = paintFor(terminal.out, terminal.env);
  const width = Math.min(100, widthOf(terminal));
  const indent = '    ';
  const entries = policies.map(({ id, title, condition, citation }) => {
    const body = wrapText(`${indent}${condition}`, width, indent);
    const { author, date, source } = citation;
    return [`${paint('bold', id)}  ${title}`, ...body, paint('dim', `${indent}${author}, ${date} (${source})`)].join(
      '\n',
    );
  });
  const modifier = wrapText(
    'ID+idle-entry lays the idle-entry rule over another policy: --policies patience,patience+idle-entry',
    width,
  );
  return `${entries.join('\n')}\n\n${modifier.join('\n')}\n`;
}
