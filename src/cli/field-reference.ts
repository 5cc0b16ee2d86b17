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
  const lines: string[] = [];
  let group = '';
  for (const field of shown) {
    const parent = field.path.slice(0, field.path.lastIndexOf('.'));
    if (parent !== group) lines.push(...(lines.length > 0 ? [''] : []), ...groupLines(parent, width, paint));
    group = parent;
    lines.push(...fieldLines(field, width, paint));
  }
  return `${lines.join('\n')}\n`;
}

function groupLines(path: string, width: number, paint: Paint): string[] {
  const meaning = fieldGroups.find((group) => group.path === path)?.meaning ?? '';
  return wrapText(`${path}: ${meaning}`, width).map((line) => paint('bold', line));
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
