import fc from 'fast-check';
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { RecordingError } from '../../src/trace/index.js';
import { metaPathOf, readRecording } from '../../src/trace/read-recording.js';
import { fixtures, tablePath } from './recordings.js';

const packed = readFileSync(tablePath(fixtures, 'IL1/io_kern'));
let directory = '';

function put(name: string, content: string | Uint8Array): string {
  const path = join(directory, name);
  writeFileSync(path, content);
  return path;
}

beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'quiescent-trace-'));
  for (const name of ['plain', 'packed']) {
    copyFileSync(join(fixtures, 'IL1/io_kern.meta.json'), join(directory, `${name}.meta.json`));
  }
});
afterAll(() => rmSync(directory, { recursive: true }));

describe('where the meta file is looked for', () => {
  it.each(['X.ticks.csv', 'X.ticks.csv.gz', 'X.csv', 'X.csv.gz', 'X'])('%s', (name) => {
    expect(metaPathOf(join('run', name))).toBe(join('run', 'X.meta.json'));
  });

  it('an absent one is an error that names the option and the place', () => {
    const path = put('alone.ticks.csv', gunzipSync(packed));
    expect(() => readRecording(path)).toThrow(RecordingError);
    expect(() => readRecording(path)).toThrow(
      `(name one with --meta); looked for: ${join(directory, 'alone.meta.json')}`,
    );
  });

  it('a given one is taken', () => {
    const path = put('given.ticks.csv.gz', packed);
    const meta = join(directory, 'plain.meta.json');
    expect(readRecording(path, meta)).toMatchObject({ metaPath: meta, table: { rows: 1405 } });
  });
});

it('a table reads the same plain and gzipped, whatever its name says', () => {
  const plain = readRecording(put('plain.ticks.csv', gunzipSync(packed)));
  const gzipped = readRecording(put('packed.ticks.csv', packed));
  expect(gzipped.table).toEqual(plain.table);
});

describe('files that can’t be read are typed errors', () => {
  it('no such table, a directory, no such meta', () => {
    mkdirSync(join(directory, 'folder'));
    const meta = join(directory, 'plain.meta.json');
    expect(() => readRecording(join(directory, 'none.csv'))).toThrow(/^no such file: .*none\.csv$/);
    expect(() => readRecording(join(directory, 'none.csv'), meta)).toThrow(/^can't be read \(ENOENT\): .*none\.csv$/);
    expect(() => readRecording(join(directory, 'folder'), meta)).toThrow(/^can't be read \(EISDIR\): /);
    expect(() => readRecording(tablePath(fixtures, 'IL1/io_kern'), join(directory, 'none.json'))).toThrow(
      /none\.json$/,
    );
  });

  it('a gzip stream that is cut or damaged anywhere is refused', () => {
    const meta = join(directory, 'plain.meta.json');
    fc.assert(
      fc.property(fc.integer({ min: 2, max: packed.length - 1 }), fc.boolean(), (at, cut) => {
        const damaged = cut ? packed.subarray(0, at) : Buffer.from(packed);
        if (!cut) damaged[at] = (damaged[at] as number) ^ 0x55;
        const path = put('damaged.ticks.csv.gz', damaged);
        try {
          expect(readRecording(path, meta).table.rows).toBe(1405);
        } catch (error) {
          expect(error).toBeInstanceOf(RecordingError);
        }
      }),
      { numRuns: 60 },
    );
  });

  it('a small file that unpacks beyond what a string can hold is refused', () => {
    const zeros = gzipSync(Buffer.alloc(1 << 20));
    const path = put('bomb.ticks.csv.gz', Buffer.concat(Array<Buffer>(520).fill(zeros)));
    expect(() => readRecording(path, join(directory, 'plain.meta.json'))).toThrow(
      /^can't be unpacked \(ERR_BUFFER_TOO_LARGE\)/,
    );
  });
});
