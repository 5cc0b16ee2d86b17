import { fieldGroups, fields, type Field } from '../scenario/index.js';
import { nearestPath } from '../scenario/nearest-path.js';
import { expectation } from '../scenario/problem.js';
import { Misuse } from './failure.js';
import type { Paint } from './paint.js';
import { wrapText } from './wrap-text.js';

const indent = '    ';

/**
 * Returns the reference of the fields at or below a path, as text: range, default and source, and what each means.
 *
 * @param path - of a field or a group; empty for all
 * @throws Misuse that names the nearest path, if there is no such
 */
export function fieldReference(path: string, width: number, paint: Paint): string {
  const inside = (each: string): boolean => path === '' || each === path || each.startsWith(`${path}.`);
  const shown = fields.filter((field) => inside(field.path));
  if (shown.length === 0) throw new Misuse([unknownPath(path)]);
  const parts = fieldGroups
    .map((group) => ({ group, members: shown.filter((field) => parentOf(field) === group.path) }))
    .filter(({ members }) => members.length > 0)
    .map(({ group, members }) => [
      ...wrapText(`${group.path}: ${group.meaning}`, width).map((line) => paint('bold', line)),
      ...members.flatMap((field) => fieldLines(field, width, paint)),
    ]);
  return `${parts.map((lines) => lines.join('\n')).join('\n\n')}\n`;
}

function parentOf({ path }: Field): string {
  return path.slice(0, path.lastIndexOf('.'));
}

function fieldLines(field: Field, width: number, paint: Paint): string[] {
  const whenNull = field.whenNull === null ? '' : ` null: ${field.whenNull}.`;
  const facts = `${expectation(field)}; default ${String(field.default)}; ${field.source}`;
  return [
    `  ${paint('green', field.path)}`,
    ...wrapText(`${indent}${field.meaning}${whenNull}`, width, indent),
    ...wrapText(`${indent}${facts}`, width, indent).map((line) => paint('dim', line)),
  ];
}

function unknownPath(path: string): string {
  const meant = nearestPath(path);
  const wayOut = meant === undefined ? 'leave it out to see all' : `did you mean ${meant}?`;
  return `no such field or group (${wayOut}): ${JSON.stringify(path.slice(0, 60))}`;
}
