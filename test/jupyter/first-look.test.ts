import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { compare } from '../../src/index.js';
import { checkNotebook, describeDifference, parseNotebook } from '../../src/jupyter/index.js';
import { joined, settledOutputs } from '../../src/jupyter/notebook.js';

const path = fileURLToPath(new URL('../../notebooks/01-first-look.ipynb', import.meta.url));
const file = readFileSync(path, 'utf8');
const notebook = parseNotebook(file);
const prose = notebook.cells.filter(({ cell_type }) => cell_type === 'markdown').map(({ source }) => joined(source));
const code = notebook.cells.filter(({ cell_type }) => cell_type === 'code');
const outputs = code.flatMap(settledOutputs);

describe('the first notebook', () => {
  test('gives in real Jupyter, byte for byte, what its file holds', async () => {
    const built = fileURLToPath(new URL('../../dist/index.js', import.meta.url));
    expect(existsSync(built), 'the notebook uses the built library: npm run build').toBe(true);
    const differences = await checkNotebook(path);
    expect(differences.map(describeDifference)).toEqual([]);
  });

  test('states its question, its parameters and what it expects to find', () => {
    expect(prose[0]).toMatch(/^# .*\*\*Question\.\*\*.*\*\*Parameters\.\*\*.*\*\*Expected finding\.\*\*/s);
  });

  test('has no number in its prose: numbers are computed', () => {
    expect(prose.filter((text) => /\d/.test(text))).toEqual([]);
  });

  test('shows what it found: every claim holds', () => {
    const last = outputs.findLast(({ data }) => data?.['text/html'] !== undefined);
    const found = String(last?.data?.['text/html']);
    expect(found.match(/>yes</g)?.length).toBeGreaterThanOrEqual(6);
    expect(found).not.toContain('>no<');
  });

  test('ends with the digest that the library gives for its scenario', () => {
    const source = code.map(({ source: text }) => joined(text)).join('\n');
    const parameter = (name: string) => new RegExp(`^const ${name} = '?([^';]+)`, 'm').exec(source)?.[1] ?? '';
    const run = { durationSec: Number(parameter('durationSec')), seed: Number(parameter('seed')) };
    expect(parameter('preset')).toBe('discussion');
    expect(joined(outputs.at(-1)?.text)).toContain(`digest ${compare({ run }).digest}\n`);
  });

  test('shows figures as SVG, tables as HTML, and nothing that depends on the machine', () => {
    const types = new Set(outputs.flatMap(({ data }) => Object.keys(data ?? {})));
    expect([...types].sort()).toEqual(['image/svg+xml', 'text/html']);
    expect(outputs.filter(({ data }) => data?.['image/svg+xml'] !== undefined).length).toBeGreaterThanOrEqual(4);
    expect(file).not.toMatch(/\/(root|home|usr|tmp|work|Users)\//);
    expect(file).not.toMatch(/https?:\/\/(?!www\.w3\.org)/);
  });

  test('names every policy of the comparison in its figure of the tails', () => {
    const [tail] = outputs.flatMap(({ data }) => (data?.['image/svg+xml'] ? [String(data['image/svg+xml'])] : []));
    for (const { id } of compare({ run: { durationSec: 0.01, warmupSec: 0 } }).policies) expect(tail).toContain(id);
  });

  test('runs on the kernel of this repository', () => {
    expect(notebook.metadata['kernelspec']).toMatchObject({ name: 'quiescent-tslab' });
  });
});
