import { readFileSync } from 'node:fs';
import type { Source } from '../../src/scenario/index.js';

/** Every citation of data/sources.json. */
export const sources = JSON.parse(
  readFileSync(new URL('../../data/sources.json', import.meta.url), 'utf8'),
) as readonly Source[];
