import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { quiescent } from './fake-terminal.js';

const root = new URL('../../', import.meta.url);
const readme = readFileSync(new URL('README.md', root), 'utf8');

/** The block after a marker, without its fences. */
function blockAfter(marker: string): string {
  const block = readme.slice(readme.indexOf(`<!-- ${marker} -->`)).match(/```text\n([\s\S]*?)```/);
  return block?.[1] ?? '';
}

describe('the README', () => {
  it('shows the first table that the comparison of the default scenario prints', async () => {
    const { out } = await quiescent(['compare'], { columns: 120 });
    expect(blockAfter('compare')).not.toBe('');
    expect(out).toContain(blockAfter('compare'));
  });

  it('opens with the picture that the program draws of it', async () => {
    const { out } = await quiescent(['plot', 'tail']);
    expect(readme.indexOf('data/figures/discussion-tail.svg')).toBeLessThan(200);
    expect(readFileSync(new URL('data/figures/discussion-tail.svg', root), 'utf8')).toBe(out);
  });
});
