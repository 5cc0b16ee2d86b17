/** What a notebook host offers to show something; tslab's `display` has it. */
export interface DisplayHost {
  html(html: string): void;
  svg(svg: string): void;
}

/** A table to show; arquero's tables have this. */
export interface DisplayedTable {
  columnNames(): string[];
  numRows(): number;
  get(name: string, row: number): unknown;
}

/** How a table is shown. */
export interface DisplayTableOptions {
  /** Most rows to show [default 100]; a last line tells how many are left out. */
  readonly limit?: number;
}

/**
 * Shows a figure in the cell's output.
 * @param host - tslab's `display`
 * @param figure - an SVG element, from a function of `src/plots`
 */
export function displayFigure(host: DisplayHost, figure: { readonly outerHTML: string }): void {
  host.svg(figure.outerHTML);
}

/**
 * Shows a table in the cell's output.
 * @param host - tslab's `display`
 * @param table - an arquero table
 * @example
 * displayTable(display, comparisonTable(result).select('policy', 'max_us'));
 */
export function displayTable(host: DisplayHost, table: DisplayedTable, options: DisplayTableOptions = {}): void {
  host.html(tableHtml(table, options));
}

/**
 * Returns a table as HTML; every text is escaped, numbers are short and aligned, and a number that the samples do not support
 * reads `too few`.
 */
export function tableHtml(table: DisplayedTable, options: DisplayTableOptions = {}): string {
  const names = table.columnNames();
  const shown = Math.min(table.numRows(), options.limit ?? 100);
  const rows = Array.from({ length: shown }, (_, row) => names.map((name) => table.get(name, row)));
  const numeric = names.map((_, i) => rows.every((row) => typeof (row[i] ?? 0) === 'number'));
  const short = names.map((_, i) => rows.every((row) => valueText(row[i]).length <= 40));
  const cell = (tag: string, i: number, text: string) =>
    `<${tag} style="text-align: ${numeric[i] ? 'right' : 'left'}${short[i] ? '; white-space: nowrap' : ''}">` +
    `${escapeHtml(text)}</${tag}>`;
  const head = names.map((name, i) => cell('th', i, name)).join('');
  const body = rows.map((row) => `<tr>${row.map((value, i) => cell('td', i, valueText(value))).join('')}</tr>`);
  const left = table.numRows() - shown;
  if (left > 0) body.push(`<tr><td colspan="${names.length}">and ${left} more rows</td></tr>`);
  return `<table><thead><tr>${head}</tr></thead><tbody>${body.join('')}</tbody></table>`;
}

/** Returns a text that stands for itself in HTML, in elements and in quoted attributes. */
function escapeHtml(text: string): string {
  const entities: Readonly<Record<string, string>> = {
    '&': '&amp;',
    '<': '&lt;',
    '>': '&gt;',
    '"': '&quot;',
    "'": '&#39;',
  };
  return text.replace(/[&<>"']/g, (character) => entities[character] ?? '');
}

function valueText(value: unknown): string {
  if (value === null || value === undefined) return 'too few';
  if (typeof value !== 'number') return String(value);
  if (Number.isInteger(value) || !Number.isFinite(value)) return String(value);
  const size = Math.abs(value);
  return size >= 100 ? value.toFixed(1) : size >= 0.01 ? value.toFixed(3) : value.toPrecision(3);
}
