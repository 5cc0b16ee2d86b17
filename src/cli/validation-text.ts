import type { Validation, ValidationRow } from '../trace/index.js';
import type { Paint } from './paint.js';
import { oneLine } from './printable.js';
import { layOut } from './text-table.js';
import { validationGroups, validationWords } from './validation-groups.js';
import { wrapText } from './wrap-text.js';

/** Returns kernel and model side by side as text: a table for each comparison, then what could not be compared. */
export function validationText(validation: Validation, width: number, paint: Paint): string {
  const tables = validationGroups(validation.rows).flatMap(({ title, rows }) => [
    paint('bold', oneLine(title)),
    ...layOut(
      { title: '', cells: rows.map((row) => ({ text: validationWords(row).what })) },
      [columnsOf(rows)],
      width,
      paint,
    ),
    '',
  ]);
  const excluded = validation.notApplicable.flatMap(({ recording, reason }) =>
    wrapText(`  ${oneLine(`${recording}: ${reason}`)}`, width, '      '),
  );
  return [...tables, ...(excluded.length === 0 ? [] : [paint('bold', 'Not applicable'), ...excluded, ''])].join('\n');
}

function columnsOf(rows: readonly ValidationRow[]) {
  const words = rows.map(validationWords);
  return {
    title: '',
    columns: [
      { title: 'kernel', cells: words.map(({ kernel }) => ({ text: kernel })) },
      { title: '95% interval', cells: words.map(({ interval }) => ({ text: interval })) },
      { title: 'model', cells: words.map(({ model }) => ({ text: model })) },
      { title: 'inside', cells: rows.map(({ inside }) => ({ text: inside ? 'yes' : 'NO' })) },
    ],
  };
}
