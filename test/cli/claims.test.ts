import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { claimsSchema, type ClaimsJson } from '../../src/cli/claims-json.js';
import { jsonSchema } from '../../src/cli/json-schema.js';
import { quiescent } from './fake-terminal.js';

const schemaPath = fileURLToPath(new URL('../../data/schema/claims.schema.json', import.meta.url));
const quick = ['claims', 'N4', 'N3', '--no-sensitivity'];

describe('quiescent claims', () => {
  it('prints some claims with all that was measured, in their own order', async () => {
    const { out, err, code } = await quiescent(quick);
    expect(code).toBe(0);
    expect(err).toBe('');
    expect(out).toMatch(/^N3 +holds\n[^]*\nN4 +holds\n/);
    expect(out).toMatch(/\n +To refute it: /);
    expect(out).toMatch(/\n +holds at HZ 250, where 9 ms could be 8 or 12\n +6 runs in which 9 ms did as 12 ms\n/);
    expect(out).toMatch(/\nOf 2: holds 2, holds under conditions 0, refuted 0, not decidable here 0\.\n$/);
  });

  it('tells what recorded kernels say, and what is beyond a model', async () => {
    const { out } = await quiescent(['claims', 'h15', 'N2', '--no-sensitivity']);
    expect(out).toMatch(/recorded kernels\n +430 of 1,991 ticks that hit the guest and woke rcuc.*\(A612p\/spin_dep\)/);
    expect(out).toMatch(/Beyond the model: The times of the steps/);
  });

  it('prints one JSON object as its schema says, with a bar for each assumed number', async () => {
    const { out } = await quiescent(['claims', 'N4', '--json']);
    const { claims } = claimsSchema.parse(JSON.parse(out)) satisfies ClaimsJson;
    expect(claims).toHaveLength(1);
    expect(claims[0]).toMatchObject({ id: 'N4', verdict: 'holds', conditions: [] });
    expect(claims[0]?.interval).toMatchObject({ value: claims[0]?.measured[0]?.value });
    expect(claims[0]?.sensitivity.map(({ path }) => path)).toContain('guest.exits.heavy.handler');
    const published = z.fromJSONSchema(
      JSON.parse(readFileSync(schemaPath, 'utf8')) as Parameters<typeof z.fromJSONSchema>[0],
    );
    expect(published.safeParse(JSON.parse(out)).error).toBeUndefined();
  });

  it('has the schema in data/schema (vitest -u writes it anew)', async () => {
    const text = `${JSON.stringify(jsonSchema(claimsSchema, 'quiescent claims --json'), null, 2)}\n`;
    await expect(text).toMatchFileSnapshot(schemaPath);
  });

  it('is never wider than the terminal', async () => {
    const { out } = await quiescent([...quick, 'H20'], { tty: true, columns: 60, env: { NO_COLOR: '1' } });
    expect(Math.max(...out.split('\n').map((line) => line.length))).toBeLessThanOrEqual(60);
  });

  it('names every claim that it does not know', async () => {
    const { err, code } = await quiescent(['claims', 'H35', 'N4', 'patience']);
    expect(code).toBe(2);
    expect(err).toBe(
      'error: unknown claim (H1 to N11 expected): "H35"\nerror: unknown claim (H1 to N11 expected): "PATIENCE"\n',
    );
  });

  it('shows how far it is on a terminal, and takes that away', async () => {
    const { err } = await quiescent(quick, { tty: true, msPerLook: 200, columns: 70 });
    expect(err).toMatch(/\r\x1b\[K\[=* *\] +\d+% N3: the experiment/);
    expect(err.endsWith('\r\x1b[K')).toBe(true);
  });

  it('on Ctrl-C prints the claims that are finished', async () => {
    const whole = await quiescent(quick);
    const { out, err, code } = await quiescent([...quick, 'N9'], { interruptAt: 450 });
    expect(code).toBe(130);
    expect(err).toBe('stopped early; 1 of 3 claims were finished:\n');
    expect(whole.out.startsWith(out.slice(0, out.indexOf('\n\n')))).toBe(true);
  });
});
