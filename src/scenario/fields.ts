import { z } from 'zod';
import { fieldFacts, groupFacts, type Field } from './field.js';
import { scenarioSchema } from './schema.js';

/** A group of fields, with what it is about. */
export interface FieldGroup {
  /** Where it stands, dotted: `guest.exits.msr`. */
  readonly path: string;
  readonly meaning: string;
}

const collected: { fields: Field[]; groups: FieldGroup[] } = { fields: [], groups: [] };
collect(scenarioSchema, '');

/** All fields, in the order of the schema. */
export const fields: readonly Field[] = Object.freeze(collected.fields);

/** All groups of fields, each before its fields. */
export const fieldGroups: readonly FieldGroup[] = Object.freeze(collected.groups);

const byPath = new Map(fields.map((field) => [field.path, field]));

/** Returns the field at a dotted path, or undefined. */
export function fieldAt(path: string): Field | undefined {
  return byPath.get(path);
}

function collect(schema: z.ZodObject, prefix: string): void {
  for (const [key, part] of Object.entries(schema.shape)) {
    const path = prefix === '' ? key : `${prefix}.${key}`;
    if (part instanceof z.ZodObject) {
      collected.groups.push(Object.freeze({ path, meaning: groupFacts.get(part)?.meaning ?? '' }));
      collect(part, path);
      continue;
    }
    const facts = fieldFacts.get(part as z.ZodType);
    if (facts === undefined) throw new Error(`field without facts: ${path}`);
    collected.fields.push(Object.freeze({ path, ...facts, assumed: facts.source === 'assumed' }));
  }
}
