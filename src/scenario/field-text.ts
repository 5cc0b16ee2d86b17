import type { Field, FieldValue } from './field.js';
import { durationIn } from './units.js';

const numberPattern = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

/**
 * Returns the value that a text means for a field, or undefined where it means none: numbers, `true`, `false`, `null`, one
 * of the choices, and for times also a duration with its unit (`host.haltPollNs=200us`). Ranges are not looked at here.
 */
export function parseFieldText(field: Field, text: string): FieldValue | undefined {
  if (text === 'null' && field.whenNull !== null) return null;
  if (field.kind === 'boolean') return text === 'true' ? true : text === 'false' ? false : undefined;
  if (field.kind === 'choice') return field.choices?.find((choice) => String(choice) === text);
  if (field.kind === 'quantiles') return text;
  return numberPattern.test(text) ? Number(text) : durationIn(text, field.unit);
}
