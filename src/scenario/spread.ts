import { amount, group, quantilesIfSet } from './field.js';

/** What a declaration of a spread states: the words for both of its numbers and their defaults. */
export interface SpreadWords {
  /** What is spread, as a noun phrase: "time in the VMM". */
  readonly of: string;
  readonly median: number;
  readonly p99: number;
  readonly source: string;
}

/** No duration is longer [us]. */
const tenMinutesUs = 6e8;

/** Returns the schema of a spread in microseconds: a lognormal duration, a constant where both numbers are equal, or as measured. */
export function spreadUs(words: SpreadWords) {
  const [median, p99] = halves(words, 'us', tenMinutesUs);
  const quantilesUs = quantilesIfSet(table(words, 'us', tenMinutesUs));
  return group(`Spread of the ${words.of}.`, { medianUs: amount(median), p99Us: amount(p99), quantilesUs });
}

/** Returns the schema of a spread in milliseconds: a lognormal duration, a constant where both numbers are equal, or as measured. */
export function spreadMs(words: SpreadWords) {
  const [median, p99] = halves(words, 'ms', tenMinutesUs / 1000);
  const quantilesMs = quantilesIfSet(table(words, 'ms', tenMinutesUs / 1000));
  return group(`Spread of the ${words.of}.`, { medianMs: amount(median), p99Ms: amount(p99), quantilesMs });
}

function halves(words: SpreadWords, unit: string, max: number) {
  const both = { unit, min: 0, max, source: words.source };
  return [
    { ...both, meaning: `Median of the ${words.of}.`, default: words.median },
    { ...both, meaning: `99th percentile of the ${words.of}; equal to the median: constant.`, default: words.p99 },
  ] as const;
}

function table(words: SpreadWords, unit: string, max: number) {
  return {
    meaning: `Measured distribution of the ${words.of}: quantiles at equal distances from 0 to 1, with straight lines between them.`,
    unit,
    min: 0,
    max,
    source: 'assumed',
    whenNull: 'lognormal, by median and 99th percentile',
  };
}
