/** What may stand in a cell of CSV; null is an empty one. */
export type CsvValue = string | number | boolean | null;

/** Returns rows with the same names as CSV, the names first, as RFC 4180 wants it; nothing but a line end without rows. */
export function csvText(rows: readonly Readonly<Record<string, CsvValue>>[]): string {
  const names = Object.keys(rows[0] ?? {});
  return [names.join(','), ...rows.map((row) => names.map((name) => cell(row[name])).join(','))].join('\r\n') + '\r\n';
}

/** Returns a label such as 'p99.9' or 'idle-exit' as a name that every reader of CSV takes: p99_9. */
export function csvName(label: string): string {
  return label.replaceAll(/[.-]/g, '_');
}

function cell(value: CsvValue | undefined): string {
  const text = String(value ?? '');
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
