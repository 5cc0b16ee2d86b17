import { z } from 'zod';
import { fieldFacts, type FieldFacts } from './field.js';
import { scenarioSchema } from './schema.js';

/** One field of a scenario, with everything that help, sliders and the reference page show. */
export interface Field extends FieldFacts {
  /** Where it stands, dotted: `guest.exits.msr.ratePerSec`. */
  readonly path: string;
  /** The default has no source; it is ours. */
  readonly assumed: boolean;
}

/** All fields, in the order of the schema. */
export const fields: readonly Field[] = Object.freeze(collect(scenarioSchema, ''));

const byPath = new Map(fields.map((field) => [field.path, field]));

/** Returns the field at a dotted path, or undefined. */
export function fieldAt(path: string): Field | undefined {
  return byPath.get(path);
}

function collect(schema: z.ZodObject, prefix: string): Field[] {
  return Object.entries(schema.shape).flatMap(([key, part]) => {
    const path = prefix === '' ? key : `${prefix}.${key}`;
    if (part instanceof z.ZodObject) return collect(part, path);
    const facts = fieldFacts.get(part as z.ZodType);
    if (facts === undefined) throw new Error(`field without facts: ${path}`);
    return [Object.freeze({ path, ...facts, assumed: facts.source === 'assumed' })];
  });
}
