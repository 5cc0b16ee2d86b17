import { z } from 'zod';
import { isQuantileTable } from './quantile-text.js';

// zod compiles parsers with `new Function` unless told not to; pages with a strict content security policy forbid that.
z.config({ jitless: true });

/** A value that a single field can hold. */
export type FieldValue = number | string | boolean | null;

/** What is known about one field beyond its type: everything that help, sliders and the reference page show. */
export interface FieldFacts {
  /** What the number means, one or two sentences. */
  readonly meaning: string;
  /** Unit as printed; `''` for choices, switches and pure numbers. */
  readonly unit: string;
  readonly kind: 'integer' | 'number' | 'choice' | 'boolean' | 'quantiles';
  /** Smallest allowed value; null for choices and switches. */
  readonly min: number | null;
  /** Largest allowed value; null for choices and switches. */
  readonly max: number | null;
  readonly choices: readonly (string | number)[] | null;
  readonly default: FieldValue;
  /** Id of an entry in data/sources.json, or `assumed`. */
  readonly source: string;
  /** What `null` means; null where the field cannot be null. */
  readonly whenNull: string | null;
  /** No part of a scenario unless it is set: `null` takes it out, and scenarios without it keep their digests. */
  readonly absent: boolean;
}

/** One field of a scenario, with everything that help, sliders and the reference page show. */
export interface Field extends FieldFacts {
  /** Where it stands, dotted: `guest.exits.msr.ratePerSec`. */
  readonly path: string;
  /** The default has no source; it is ours. */
  readonly assumed: boolean;
}

/** The facts of every field schema, filled while the groups are declared. */
export const fieldFacts = z.registry<FieldFacts>();

/** What each group of fields is about. */
export const groupFacts = z.registry<{ readonly meaning: string }>();

/** Returns the strict schema of a group of fields. */
export function group<S extends z.core.$ZodLooseShape>(meaning: string, shape: S): z.ZodObject<S, z.core.$strict> {
  const schema = z.strictObject(shape);
  groupFacts.add(schema, { meaning });
  return schema;
}

/** What a declaration of a numeric field states. */
export interface NumberWords {
  readonly meaning: string;
  readonly unit: string;
  readonly min: number;
  readonly max: number;
  readonly default: number;
  readonly source: string;
}

/** What a declaration of a numeric field that may be `null` (its default) states. */
export interface NullableWords extends Omit<NumberWords, 'default'> {
  readonly whenNull: string;
}

/** Returns the schema of a real-valued field. */
export function amount(words: NumberWords): z.ZodNumber {
  const schema = z.number().min(words.min).max(words.max);
  fieldFacts.add(schema, { ...words, kind: 'number', choices: null, whenNull: null, absent: false });
  return schema;
}

/** Returns the schema of an integer field. */
export function count(words: NumberWords): z.ZodNumber {
  const schema = z.number().int().min(words.min).max(words.max);
  fieldFacts.add(schema, { ...words, kind: 'integer', choices: null, whenNull: null, absent: false });
  return schema;
}

/** Returns the schema of a real-valued field that is null unless set. */
export function amountOrNull(words: NullableWords): z.ZodNullable<z.ZodNumber> {
  const schema = z.number().min(words.min).max(words.max).nullable();
  fieldFacts.add(schema, { ...words, default: null, kind: 'number', choices: null, absent: false });
  return schema;
}

/** Returns the schema of an integer field that is null unless set. */
export function countOrNull(words: NullableWords): z.ZodNullable<z.ZodNumber> {
  const schema = z.number().int().min(words.min).max(words.max).nullable();
  fieldFacts.add(schema, { ...words, default: null, kind: 'integer', choices: null, absent: false });
  return schema;
}

/** Returns the schema of a real-valued field that is absent unless set. */
export function amountIfSet(words: NullableWords): z.ZodOptional<z.ZodNumber> {
  const schema = z.number().min(words.min).max(words.max).optional();
  fieldFacts.add(schema, { ...words, default: null, kind: 'number', choices: null, absent: true });
  return schema;
}

/** Returns the schema of a table of quantiles (`parseQuantiles`) that is absent unless set. */
export function quantilesIfSet(words: NullableWords): z.ZodOptional<z.ZodString> {
  const fits = (text: string) => isQuantileTable(text, words.min, words.max);
  const schema = z.string().refine(fits).optional();
  fieldFacts.add(schema, { ...words, default: null, kind: 'quantiles', choices: null, absent: true });
  return schema;
}

/** Returns the schema of a yes/no field. */
export function flag(words: { meaning: string; default: boolean; source: string }): z.ZodBoolean {
  const schema = z.boolean();
  const none = { min: null, max: null, choices: null, whenNull: null };
  fieldFacts.add(schema, { ...words, ...none, unit: '', kind: 'boolean', absent: false });
  return schema;
}

/** Returns the schema of a field that takes one of a few values. */
export function choice<T extends string | number>(words: {
  meaning: string;
  choices: readonly T[];
  default: NoWiden<T>;
  source: string;
  unit?: string;
}): z.ZodLiteral<T> {
  const schema = z.literal(words.choices);
  const unit = words.unit ?? '';
  fieldFacts.add(schema, { ...words, unit, kind: 'choice', min: null, max: null, whenNull: null, absent: false });
  return schema;
}

/** Keeps the default from taking part in the inference of the choices. */
type NoWiden<T> = T extends unknown ? T : never;
