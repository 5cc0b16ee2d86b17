import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { comparisonSchema } from '../../src/cli/compare-json.js';
import { jsonSchema } from '../../src/cli/json-schema.js';
import { counterfactualSchema } from '../../src/cli/counterfactual-json.js';
import { replaySchema } from '../../src/cli/replay-json.js';
import { quiescent } from './fake-terminal.js';

const pathOf = (name: string) => fileURLToPath(new URL(`../../data/schema/${name}.schema.json`, import.meta.url));
const tableOf = (name: string) => fileURLToPath(new URL(`../../data/recordings/${name}.ticks.csv.gz`, import.meta.url));
const textOf = (schema: z.ZodType, title: string) => `${JSON.stringify(jsonSchema(schema, title), null, 2)}\n`;

/** The schema as a program of someone else would read it. */
function published(name: string): z.ZodType {
  return z.fromJSONSchema(JSON.parse(readFileSync(pathOf(name), 'utf8')) as Parameters<typeof z.fromJSONSchema>[0]);
}

describe('the JSON schemas in data/schema', () => {
  it('say what the code says (vitest -u writes them anew)', async () => {
    await expect(textOf(comparisonSchema, 'quiescent compare --json')).toMatchFileSnapshot(pathOf('compare'));
    await expect(textOf(replaySchema, 'quiescent replay --json')).toMatchFileSnapshot(pathOf('replay'));
    await expect(textOf(counterfactualSchema, 'quiescent replay --json of a raw trace')).toMatchFileSnapshot(
      pathOf('replay-trace'),
    );
  });

  it('hold for what compare prints, and for nothing with a name more or less', async () => {
    const { out } = await quiescent(['compare', '-d', '1s', '--json']);
    const result = JSON.parse(out) as Record<string, unknown>;
    expect(published('compare').safeParse(result).error).toBeUndefined();
    expect(published('compare').safeParse({ ...result, more: 1 }).success).toBe(false);
    const { digest: _, ...less } = result;
    expect(published('compare').safeParse(less).success).toBe(false);
  });

  it('hold for what replay prints of a raw trace, and for nothing with a name more or less', async () => {
    const { out } = await quiescent(['replay', tableOf('A61/spin_dep').replace('ticks.csv', 'begin.trace'), '--json']);
    const result = JSON.parse(out) as Record<string, unknown>;
    expect(published('replay-trace').safeParse(result).error).toBeUndefined();
    expect(published('replay-trace').safeParse({ ...result, more: 1 }).success).toBe(false);
    const { limits: _, ...less } = result;
    expect(published('replay-trace').safeParse(less).success).toBe(false);
  });

  it('hold for what replay prints, with and without mismatches', async () => {
    for (const recording of ['H1000_v0/spin_dep', 'A61/spin_dep']) {
      const { out } = await quiescent(['replay', tableOf(recording), '--json']);
      expect(published('replay').safeParse(JSON.parse(out)).error).toBeUndefined();
    }
  });
});
