import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** Returns a sample of a tool's output from `fixtures/`. */
export function fixtureText(name: string): string {
  return readFileSync(fileURLToPath(new URL(`fixtures/${name}`, import.meta.url)), 'utf8');
}
