import type { Field, FieldValue } from './field.js';

/** One thing wrong with a scenario, as data and in words. */
export interface Problem {
  /** Dotted path of the field; empty where the whole is at fault. */
  readonly path: string;
  /** What was given; anything that is no plain value is described in words. */
  readonly value: FieldValue;
  /** What would have been right: a range, the choices, a condition. */
  readonly expected: string;
  /** Unit of the value; empty for choices, switches and pure numbers. */
  readonly unit: string;
  /** What to do about it. */
  readonly wayOut: string;
  /** All of that in one line. */
  readonly message: string;
}

/** Thrown for a scenario that cannot be simulated; the message has one line for each problem. */
export class ScenarioError extends Error {
  override readonly name = 'ScenarioError';

  readonly problems: readonly Problem[];

  constructor(problems: readonly Problem[]) {
    super(problems.map(({ message }) => message).join('\n'));
    this.problems = problems;
  }
}

/** Returns a problem; `cause` comes first in its message, then path and value, then range and way out. */
export function problem(cause: string, words: Omit<Problem, 'message' | 'unit'> & { readonly unit?: string }): Problem {
  const { path, value, expected, wayOut, unit = '' } = words;
  const where = path === '' ? '' : `${path} = `;
  const message = `${cause}: ${where}${show(value)} (${expected} expected; ${wayOut})`;
  return { path, value, expected, unit, wayOut, message };
}

/** Returns the problem of a value that the field cannot hold. */
export function fieldProblem(field: Field, value: FieldValue): Problem {
  return problem('invalid value', {
    path: field.path,
    value,
    expected: expectation(field),
    unit: field.unit,
    wayOut: `the default is ${show(field.default)}`,
  });
}

/** Returns what a field can hold, in words: "integer 2..4096 CPUs". */
export function expectation(field: Field): string {
  const unit = field.unit === '' ? '' : ` ${field.unit}`;
  const orNull = field.whenNull === null ? '' : ' or null';
  if (field.kind === 'boolean') return 'true or false';
  if (field.kind === 'quantiles')
    return `ascending quantiles ${field.min}..${field.max}${unit}, separated by commas, or null`;
  if (field.choices !== null) return `${field.choices.slice(0, -1).join(', ')} or ${field.choices.at(-1)}${unit}`;
  return `${field.kind} ${field.min}..${field.max}${unit}${orNull}`;
}

/** Returns any value as a plain one: itself, or a description of it that is short whatever its size. */
export function plainValue(value: unknown): FieldValue {
  if (value === null || typeof value === 'number' || typeof value === 'boolean') return value;
  if (typeof value === 'string') return shorten(value);
  if (Array.isArray(value)) return `an array of ${value.length}`;
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}

/** Returns a key as it is shown in a path: as it is, or quoted and cut where it is no plain word. */
export function showKey(key: string): string {
  return /^[\w.-]{1,60}$/.test(key) ? key : JSON.stringify(shorten(key));
}

function show(value: FieldValue): string {
  return typeof value === 'string' ? JSON.stringify(value) : String(value);
}

function shorten(text: string): string {
  return text.length <= 60 ? text : `${text.slice(0, 57)}...`;
}
