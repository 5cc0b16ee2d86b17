import { z } from 'zod';
import { fieldFacts } from '../scenario/field.js';

/** Returns a zod schema as JSON schema (draft 2020-12), the fields of a scenario with meaning, unit and default. */
export function jsonSchema(schema: z.ZodType, title: string): object {
  const { $schema, ...rest } = z.toJSONSchema(schema, {
    override({ zodSchema, jsonSchema: json }) {
      const facts = fieldFacts.get(zodSchema as unknown as z.ZodType);
      if (facts === undefined) return;
      const unit = facts.unit === '' ? '' : ` [${facts.unit}]`;
      json.description = `${facts.meaning}${unit}`;
      if (!facts.absent) json.default = facts.default;
    },
  });
  return { $schema, title, ...rest };
}
