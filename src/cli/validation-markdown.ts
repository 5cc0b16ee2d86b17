import type { Validation } from '../trace/index.js';
import { validationGroups, validationWords } from './validation-groups.js';

/** Returns kernel and model side by side as Markdown: an overview of the comparisons, a table for each, what was left out. */
export function validationMarkdown(validation: Validation): string {
  const groups = validationGroups(validation.rows);
  const overview = groups.map(({ title }) => `- ${title}`);
  const tables = groups.flatMap(({ title, rows }) => [
    `## ${title}`,
    '',
    '| | kernel | its 95% interval | model | inside |',
    '| --- | ---: | ---: | ---: | --- |',
    ...rows.map((row) => {
      const { what, kernel, interval, model } = validationWords(row);
      return `| ${what} | ${kernel} | ${interval} | ${model} | ${row.inside ? 'yes' : 'NO'} |`;
    }),
    '',
  ]);
  const excluded = validation.notApplicable.map(({ recording, reason }) => `- ${recording}: ${reason}`);
  return [
    '# Kernel and model side by side',
    '',
    'Each recording is compared with a simulation of a scenario fitted to it, or, for a prediction, fitted to a recording of the unchanged kernel with only the policy changed.',
    '',
    ...overview,
    '',
    ...tables,
    ...(excluded.length === 0 ? [] : ['## Not applicable', '', ...excluded, '']),
  ].join('\n');
}
