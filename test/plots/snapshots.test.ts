import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { figures, linkedomDocument } from './figures.js';

const directory = new URL('snapshots/', import.meta.url);

/** To accept a change, look at the -changed.svg and put it in the place of the other. */
for (const [name, draw] of Object.entries(figures)) {
  test(`the ${name} figure looks as it did`, () => {
    const file = new URL(`${name}.svg`, directory);
    const changed = new URL(`${name}-changed.svg`, directory);
    const svg = `${draw(linkedomDocument()).outerHTML}\n`;
    rmSync(changed, { force: true });
    if (!existsSync(file) || readFileSync(file, 'utf8') !== svg) {
      mkdirSync(directory, { recursive: true });
      writeFileSync(changed, svg);
    }
    expect(existsSync(changed), `look at ${changed.pathname}`).toBe(false);
  });

  test(`the ${name} figure is drawn alike twice in one process`, () => {
    expect(draw(linkedomDocument()).outerHTML).toBe(draw(linkedomDocument()).outerHTML);
  });
}
