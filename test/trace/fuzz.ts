import fc from 'fast-check';
import { expect } from 'vitest';
import { RecordingError } from '../../src/trace/index.js';

/** Inputs a format: 2,000 in the normal run, as many as QUIESCENT_FUZZ says otherwise. */
export const fuzzRuns = Number(process.env['QUIESCENT_FUZZ'] ?? 2000);

/** Time for a test of so many inputs [ms]. */
export const fuzzTimeout = 20_000 + 20 * fuzzRuns;

/** The longest that one input may take [ms]. */
const longestMs = 1000;

const share = fc.double({ min: 0, max: 1, noNaN: true });
const at = (text: string, part: number): number => Math.floor(part * text.length);
const nastyPieces = [...'019-.,: ={}[]"\\#\n\r\0xé\u2028'].concat([
  '',
  '9007199254740993',
  '18446744073709551616',
  '1e999',
  ' '.repeat(300),
  '0x',
  '-1',
  '\n\n',
  'null',
]);
const nasty = fc.constantFrom(...nastyPieces);

/**
 * Returns texts made of good ones: cut, joined, with parts taken out, doubled, moved or exchanged for something nasty; and
 * some that are nothing but noise.
 */
export function hostileTexts(good: readonly string[]): fc.Arbitrary<string> {
  const piece = fc.constantFrom(...good);
  return fc.oneof(
    { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 300 }) },
    { weight: 1, arbitrary: fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes).toString('latin1')) },
    { weight: 2, arbitrary: piece },
    { weight: 2, arbitrary: fc.tuple(piece, share).map(([text, part]) => text.slice(0, at(text, part))) },
    {
      weight: 2,
      arbitrary: fc
        .tuple(piece, piece, share, share)
        .map(([head, tail, first, second]) => head.slice(0, at(head, first)) + tail.slice(at(tail, second))),
    },
    {
      weight: 2,
      arbitrary: fc.tuple(piece, share, share, fc.nat(120)).map(([text, from, to, length]) => {
        const taken = text.slice(at(text, from), at(text, from) + length);
        return text.slice(0, at(text, to)) + taken + text.slice(at(text, to));
      }),
    },
    {
      weight: 6,
      arbitrary: fc
        .tuple(piece, fc.array(fc.tuple(share, nasty, fc.nat(2)), { minLength: 1, maxLength: 3 }))
        .map(([text, changes]) => {
          let changed = text;
          for (const [part, by, taken] of changes) {
            const place = at(changed, part);
            changed = changed.slice(0, place) + by + changed.slice(place + taken);
          }
          return changed;
        }),
    },
    {
      weight: 3,
      arbitrary: fc.tuple(piece, share, share, fc.boolean()).map(([text, first, second, move]) => {
        const lines = text.split('\n');
        const [from, to] = [at(text, first) % lines.length, at(text, second) % lines.length];
        const [line = ''] = move ? lines.splice(from, 1) : lines.slice(from, from + 1);
        lines.splice(to, 0, line);
        return lines.join('\n');
      }),
    },
  );
}

/**
 * Checks that every text is either read, and then what was read holds, or refused with a typed error that names a line and a
 * column, and that none takes longer than a second.
 *
 * @param holds - called with what was read
 */
export function checkHostile<T>(
  texts: fc.Arbitrary<string>,
  read: (text: string) => T,
  holds: (value: T, text: string) => void,
): void {
  let accepted = 0;
  let refused = 0;
  fc.assert(
    fc.property(texts, (text) => {
      const before = performance.now();
      let value: T;
      try {
        value = read(text);
      } catch (error) {
        if (!(error instanceof RecordingError)) throw error;
        refused++;
        const [problem] = error.problems;
        expect(problem?.line).toBeGreaterThan(0);
        expect(problem?.field !== null || (problem.column ?? 0) > 0).toBe(true);
        return;
      } finally {
        // On a busy machine a pause is no proof: whatever hangs, hangs again.
        if (performance.now() - before > longestMs) expect(timeOf(() => read(text))).toBeLessThan(longestMs);
      }
      accepted++;
      holds(value, text);
    }),
    { numRuns: fuzzRuns },
  );
  expect(accepted).toBeGreaterThan(fuzzRuns / 50);
  expect(refused).toBeGreaterThan(fuzzRuns / 10);
}

function timeOf(work: () => unknown): number {
  const before = performance.now();
  try {
    work();
  } catch {
    // Refused again; only the time matters here.
  }
  return performance.now() - before;
}
