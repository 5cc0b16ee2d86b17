import { existsSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { checkNotebook, describeDifference } from '../../src/jupyter/index.js';
import { committedNotebook } from './committed-notebook.js';

const names = readdirSync(new URL('../../notebooks/', import.meta.url)).filter((name) => name.endsWith('.ipynb'));

describe.each(names)('%s', (name) => {
  const { path, file, notebook, prose, outputs } = committedNotebook(name);

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

  test('shows figures as SVG, tables as HTML, and nothing that depends on the machine', () => {
    const types = new Set(outputs.flatMap(({ data }) => Object.keys(data ?? {})));
    expect([...types].sort()).toEqual(['image/svg+xml', 'text/html']);
    expect(outputs.filter(({ data }) => data?.['image/svg+xml'] !== undefined).length).toBeGreaterThanOrEqual(4);
    expect(file).not.toMatch(/\/(root|home|usr|tmp|work|Users)\//);
    expect(file).not.toMatch(/https?:\/\/(?!www\.w3\.org)/);
  });

  test('runs on the kernel of this repository', () => {
    expect(notebook.metadata['kernelspec']).toMatchObject({ name: 'quiescent-tslab' });
  });
});
