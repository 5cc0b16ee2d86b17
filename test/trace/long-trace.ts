import { traceTextOf, type RawTrace } from './raw-traces.js';

const time = /(?<=\] \S{5} +)(\d+)\.(\d{6})(?=: )/;
const jiffies = / (j|gpstart|lge|lp2|lp3|lqs)=([1-9]\d{0,14})\b/g;
const sequences = / (gps|rgps|rgpn|ngps)=([1-9]\d{0,14})\b/g;

/**
 * Yields a recording over and over as one long trace, in pieces: with each round time, jiffies and the numbers of grace
 * periods go on from where they were.
 *
 * @param characters - the trace ends with the piece in which it has so many
 */
export function* longTrace(recording: RawTrace, characters: number): Generator<string> {
  const lines = traceTextOf(recording)
    .trimEnd()
    .split('\n')
    .filter((line) => !line.startsWith('#'));
  const us = (line: string | undefined): number => {
    const [, seconds = '0', fraction = '0'] = time.exec(line ?? '') ?? [];
    return Number(seconds) * 1e6 + Number(fraction);
  };
  const jiffyUs = 1e6 / recording.meta.hz;
  const roundJiffies = Math.ceil((us(lines.at(-1)) - us(lines[0])) / jiffyUs) + 1;
  const numbers = lines.flatMap((line) => Array.from(line.matchAll(sequences), ([, , value]) => Number(value)));
  const roundSequence = 4 * Math.ceil((numbers.reduce((most, value) => Math.max(most, value), 0) + 4) / 4);
  const piece = 500;
  for (let round = 0, made = 0; made < characters; round++) {
    for (let from = 0; from < lines.length && made < characters; from += piece) {
      const later = lines.slice(from, from + piece).map((line) =>
        line
          .replace(time, (_, seconds: string, fraction: string) => {
            const at = Number(seconds) * 1e6 + Number(fraction) + round * roundJiffies * jiffyUs;
            return `${Math.floor(at / 1e6)}.${String(at % 1e6).padStart(6, '0')}`;
          })
          .replace(jiffies, (_, name: string, value: string) => ` ${name}=${Number(value) + round * roundJiffies}`)
          .replace(sequences, (_, name: string, value: string) => ` ${name}=${Number(value) + round * roundSequence}`),
      );
      const text = `${later.join('\n')}\n`;
      made += text.length;
      yield text;
    }
  }
}
