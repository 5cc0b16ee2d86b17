import { describe, expect, test } from 'vitest';
import { compare } from '../../src/index.js';
import { joined } from '../../src/jupyter/notebook.js';
import { committedNotebook } from './committed-notebook.js';

const { code, outputs } = committedNotebook('01-first-look.ipynb');

describe('the first notebook', () => {
  test('ends with the digest that the library gives for its scenario', () => {
    const source = code.map(({ source: text }) => joined(text)).join('\n');
    const parameter = (name: string) => new RegExp(`^const ${name} = '?([^';]+)`, 'm').exec(source)?.[1] ?? '';
    const run = { durationSec: Number(parameter('durationSec')), seed: Number(parameter('seed')) };
    expect(parameter('preset')).toBe('discussion');
    expect(joined(outputs.at(-1)?.text)).toContain(`digest ${compare({ run }).digest}\n`);
  });

  test('names every policy of the comparison in its figure of the tails', () => {
    const [tail] = outputs.flatMap(({ data }) => (data?.['image/svg+xml'] ? [String(data['image/svg+xml'])] : []));
    for (const { id } of compare({ run: { durationSec: 0.01, warmupSec: 0 } }).policies) expect(tail).toContain(id);
  });
});
