import type { Validation } from '../trace/index.js';

/** Significant digits of the numbers: more than any recording tells. */
const digits = 6;

/**
 * Returns kernel and model side by side as JSON, a line for each number: recording, what was fitted, policy, timing,
 * observable, part (window or jiffies), the kernel's value with its 95% interval, the model's, and whether that lies inside.
 */
export function validationJson({ rows, notApplicable }: Validation): string {
  const line = (value: object): string =>
    `    ${JSON.stringify(value, (_, each: unknown) => (typeof each === 'number' ? rounded(each) : each))}`;
  const list = (values: readonly object[]): string =>
    values.length === 0 ? '[]' : `[\n${values.map(line).join(',\n')}\n  ]`;
  return `{\n  "rows": ${list(rows)},\n  "notApplicable": ${list(notApplicable)}\n}\n`;
}

function rounded(value: number): number {
  return Number.isFinite(value) ? Number(value.toPrecision(digits)) : value;
}
