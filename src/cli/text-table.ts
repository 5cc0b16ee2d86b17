import type { Paint, Style } from './paint.js';

/** A cell of a table. */
export interface Cell {
  readonly text: string;
  readonly style?: Style | undefined;
}

/** A column with its title. */
export interface TextColumn {
  readonly title: string;
  readonly cells: readonly Cell[];
}

/** Columns that belong together, under a title of their own. */
export interface ColumnGroup {
  readonly title: string;
  readonly columns: readonly TextColumn[];
}

const gap = 2;
const groupGap = 3;

/**
 * Returns the lines of a table that is never wider than `width` unless a single column is: groups of columns that don't fit
 * beside the others follow below, behind the labels again. Columns may be shorter than the labels; a row of which a block has
 * no cell is left out there.
 *
 * @param labels - what the rows are; left-aligned, everything else right-aligned
 * @param width - [characters]
 */
export function layOut(labels: TextColumn, groups: readonly ColumnGroup[], width: number, paint: Paint): string[] {
  const room = width - columnWidth(labels);
  const blocks: ColumnGroup[][] = [];
  let left = 0;
  for (const group of groups.flatMap((each) => fitting(each, room))) {
    const needed = groupGap + groupWidth(group);
    const block = blocks.at(-1);
    if (block !== undefined && needed <= left) {
      block.push(group);
      left -= needed;
    } else {
      blocks.push([group]);
      left = room - needed;
    }
  }
  return blocks.flatMap((block, index) => [...(index === 0 ? [] : ['']), ...blockLines(labels, block, paint)]);
}

/** The group, or as many parts of it as are needed for each to fit. */
function fitting(group: ColumnGroup, room: number): ColumnGroup[] {
  const parts: ColumnGroup[] = [];
  let columns: TextColumn[] = [];
  for (const column of group.columns) {
    const longer = { title: group.title, columns: [...columns, column] };
    if (columns.length > 0 && groupGap + groupWidth(longer) > room) {
      parts.push({ title: group.title, columns });
      columns = [column];
    } else columns = longer.columns;
  }
  return [...parts, { title: group.title, columns }];
}

function blockLines(labels: TextColumn, groups: readonly ColumnGroup[], paint: Paint): string[] {
  const labelWidth = columnWidth(labels);
  const between = ' '.repeat(groupGap);
  const titles = groups.map((group) => group.title.padEnd(groupWidth(group)));
  const heads = groups.map((group) => alignRow(group, ({ title }) => title));
  const line = (label: string, parts: readonly string[]): string =>
    [label.padEnd(labelWidth), ...parts].join(between).trimEnd();
  const rows = labels.cells.flatMap((label, row) => {
    if (!groups.some(({ columns }) => columns.some(({ cells }) => cells[row] !== undefined))) return [];
    const cells = groups.map((group) => alignRow(group, ({ cells: all }) => all[row]?.text ?? '', paint, row));
    return [line(label.text, cells)];
  });
  const above = line('', titles);
  return [...(above === '' ? [] : [paint('dim', above)]), paint('bold', line(labels.title, heads)), ...rows];
}

function alignRow(group: ColumnGroup, textOf: (column: TextColumn) => string, paint?: Paint, row = -1): string {
  const total = group.columns.reduce((sum, column) => sum + columnWidth(column), gap * (group.columns.length - 1));
  const cells = group.columns.map((column) => {
    const text = textOf(column).padStart(columnWidth(column));
    const style = column.cells[row]?.style;
    return paint === undefined || style === undefined ? text : paint(style, text);
  });
  return cells.join(' '.repeat(gap)) + ' '.repeat(groupWidth(group) - total);
}

function groupWidth({ title, columns }: ColumnGroup): number {
  const widths = columns.reduce((sum, column) => sum + columnWidth(column), gap * (columns.length - 1));
  return Math.max(title.length, widths);
}

function columnWidth({ title, cells }: TextColumn): number {
  return cells.reduce((widest, { text }) => Math.max(widest, text.length), title.length);
}
