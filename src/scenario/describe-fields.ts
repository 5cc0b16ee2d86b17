import type { Field } from './field.js';
import { fieldGroups, fields } from './fields.js';
import { expectation } from './problem.js';
import type { Source } from './source.js';

/**
 * Returns the reference of all fields as Markdown: a section a group, a table row a field, then the sources.
 *
 * @param sources - the entries of data/sources.json; those that fields name are listed at the end [default none]
 */
export function describeFields(sources: readonly Source[] = []): string {
  const sections = fieldGroups
    .filter(({ path }) => fields.some((field) => parent(field) === path))
    .map(({ path, meaning }) => {
      const rows = fields.filter((field) => parent(field) === path).map(row);
      return [
        `## ${path}`,
        '',
        meaning,
        '',
        '| field | meaning | range | default | source |',
        '| --- | --- | --- | --- | --- |',
        ...rows,
        '',
      ].join('\n');
    });
  return ['# Fields of a scenario', '', ...sections, ...sourceList(sources)].join('\n');
}

function parent({ path }: Field): string {
  return path.slice(0, path.lastIndexOf('.'));
}

function row(field: Field): string {
  const name = field.path.slice(field.path.lastIndexOf('.') + 1);
  const whenNull = field.whenNull === null ? '' : ` null: ${field.whenNull}.`;
  const cells = [
    `\`${name}\``,
    field.meaning + whenNull,
    expectation(field),
    `\`${String(field.default)}\``,
    field.source,
  ];
  return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
}

function sourceList(sources: readonly Source[]): string[] {
  const named = new Set(fields.map(({ source }) => source));
  const used = sources.filter(({ id }) => named.has(id));
  if (used.length === 0) return [];
  const lines = used.map(
    ({ id, author, date, title, where, says }) => `- ${strong(id)}: ${author}, ${date}, "${title}" (${where}). ${says}`,
  );
  return ['## Sources', '', ...lines, ''];
}

/** Markdown's mark for strong text, written so that it can't be mistaken for the power operator, which the core forbids. */
const strongMark = '*'.repeat(2);

function strong(text: string): string {
  return strongMark + text + strongMark;
}
