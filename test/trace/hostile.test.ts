import fc from 'fast-check';
import { expect, it } from 'vitest';
import { parseTickTable, RecordingError, replay, type RecordingMeta } from '../../src/trace/index.js';
import { fuzzRuns, fuzzTimeout } from './fuzz.js';
import { naiveReplay } from './naive-replay.js';
import { fixtureMeta, fixtures, tableText } from './recordings.js';

/** Pieces of real tables: header, and some lines from the middle, where each has decisions of both kinds. */
const pieces = [
  'A61/spin_dep',
  'A612p/spin_dep',
  'H1000_v1/io_kern_long',
  'H1000_v2/hlt_nh',
  'H1000_v4/hlt_nh',
  'L0/io1k',
].map((recording) => {
  const lines = tableText(fixtures, recording).split('\n');
  const kept = [...lines.slice(0, 1), ...lines.slice(1000, 1012), ...lines.slice(2000, 2012)];
  return { text: `${kept.join('\n')}\n`, meta: fixtureMeta(recording) };
});

interface Input {
  readonly text: string;
  readonly meta: RecordingMeta;
}

const piece = fc.constantFrom(...pieces);
const share = fc.double({ min: 0, max: 1, noNaN: true });
const position = (text: string, part: number) => Math.floor(part * text.length);
const nasty = fc.constantFrom(
  '0',
  '1',
  '-',
  '9',
  ',',
  '\n',
  '\r',
  '"',
  '\0',
  ' ',
  'x',
  'e',
  '.',
  '18446744073709551615',
  'é',
);

const randomText = fc.tuple(fc.oneof(fc.uint8Array({ maxLength: 400 }), fc.string({ unit: 'binary' })), piece);
const inputs: fc.Arbitrary<Input> = fc.oneof(
  randomText.map(([bytes, { meta }]) => ({
    text: typeof bytes === 'string' ? bytes : Buffer.from(bytes).toString(),
    meta,
  })),
  randomText.map(([bytes, { text, meta }]) => ({ text: `${text}${String(bytes)}`, meta })),
  fc.tuple(piece, share).map(([{ text, meta }, part]) => ({ text: text.slice(0, position(text, part)), meta })),
  fc.tuple(piece, piece, share, share).map(([head, tail, first, second]) => ({
    text: head.text.slice(0, position(head.text, first)) + tail.text.slice(position(tail.text, second)),
    meta: head.meta,
  })),
  fc.tuple(piece, share, share, fc.nat(40)).map(([{ text, meta }, from, to, length]) => {
    const cut = position(text, from);
    return {
      text: text.slice(0, position(text, to)) + text.slice(cut, cut + length) + text.slice(position(text, to)),
      meta,
    };
  }),
  fc.tuple(piece, share, nasty).map(([{ text, meta }, part, inserted]) => {
    const at = position(text, part);
    return { text: text.slice(0, at) + inserted + text.slice(at + 1), meta };
  }),
  fc.tuple(piece, share, share).map(([{ text, meta }, first, second]) => {
    const [header = '', ...lines] = text.trimEnd().split('\n');
    const from = Math.floor(first * lines.length);
    const shuffled = [...lines.slice(from), ...lines.slice(0, Math.floor(second * lines.length))];
    return { text: [header, ...shuffled].join('\r\n'), meta };
  }),
);

it(
  'whatever is given as a table is either refused with a typed error or counted right',
  () => {
    let accepted = 0;
    let refused = 0;
    fc.assert(
      fc.property(inputs, ({ text, meta }) => {
        let result;
        try {
          result = replay(parseTickTable(text), meta);
        } catch (error) {
          expect(error).toBeInstanceOf(RecordingError);
          expect((error as RecordingError).problems.length).toBeGreaterThan(0);
          refused++;
          return;
        }
        accepted++;
        expect(result.matches + result.mismatches).toBe(result.ticks);
        if (!text.includes('"')) {
          expect({ ticks: result.ticks, mismatches: result.mismatches }).toEqual(naiveReplay(text, meta));
        }
      }),
      { numRuns: fuzzRuns },
    );
    expect(accepted).toBeGreaterThan(200);
    expect(refused).toBeGreaterThan(200);
  },
  fuzzTimeout,
);
