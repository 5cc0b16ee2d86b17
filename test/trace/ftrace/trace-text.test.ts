import fc from 'fast-check';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { traceText, type FileProgress } from '../../../src/trace/ftrace/trace-text.js';
import { RecordingError } from '../../../src/trace/index.js';
import { fixtureTrace } from '../raw-traces.js';

const { path: packedPath } = fixtureTrace('A61/spin_dep');
const packed = readFileSync(packedPath);
const text = gunzipSync(packed).toString('utf8');
let directory = '';

const put = (name: string, content: string | Uint8Array): string => {
  const path = join(directory, name);
  writeFileSync(path, content);
  return path;
};

async function read(path: string, told: FileProgress[] = []): Promise<string> {
  let whole = '';
  for await (const piece of traceText(path, { onProgress: (progress) => told.push(progress) })) whole += piece;
  return whole;
}

beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'quiescent-raw-'));
});
afterAll(() => rmSync(directory, { recursive: true }));

describe('a trace file', () => {
  it('reads the same plain and gzipped, whatever its name says', async () => {
    expect(await read(put('plain.gz', text))).toBe(text);
    expect(await read(put('packed', packed))).toBe(text);
  });

  it('says how much of it was read, up to all', async () => {
    const told: FileProgress[] = [];
    await read(packedPath, told);
    expect(told.length).toBeGreaterThan(1);
    expect(told.at(-1)).toEqual({ bytes: packed.length, totalBytes: packed.length });
  });

  it('an empty one, and one of a single character, have just that text', async () => {
    expect(await read(put('empty', ''))).toBe('');
    expect(await read(put('one', '#'))).toBe('#');
  });

  it('characters of several bytes survive the cuts between pieces', async () => {
    const long = 'é€😀'.repeat(40_000);
    expect(await read(put('wide', long))).toBe(long);
  });

  it('reading may stop early', async () => {
    for await (const piece of traceText(packedPath)) {
      expect(piece.startsWith('# tracer')).toBe(true);
      break;
    }
  });

  it('that can’t be read is a typed error', async () => {
    await expect(read(join(directory, 'none'))).rejects.toThrow(/^can't be read \(ENOENT\): .*none$/);
    await expect(read(directory)).rejects.toThrow(RecordingError);
  });

  it('a gzip stream that is cut or damaged anywhere is refused', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 2, max: packed.length - 1 }), fc.boolean(), async (at, cut) => {
        const damaged = cut ? packed.subarray(0, at) : Buffer.from(packed);
        if (!cut) damaged[at] = (damaged[at] as number) ^ 0x55;
        const path = put('damaged', damaged);
        // What lies in the header (a time, a name) may be anything.
        if (!cut && at < 20) return;
        await expect(read(path)).rejects.toThrow(RecordingError);
      }),
      { numRuns: 30 },
    );
  });

  it('ends where it is asked to, without an error', async () => {
    const stop = new AbortController();
    let whole = '';
    for await (const piece of traceText(put('long', 'x'.repeat(1_000_000)), { signal: stop.signal })) {
      whole += piece;
      stop.abort();
    }
    expect(whole.length).toBeGreaterThan(0);
    expect(whole.length).toBeLessThan(1_000_000);
  });
});
