import { z } from 'zod';
import { amount } from './field.js';

/** What a declaration of a spread states: the words for both of its numbers and their defaults. */
export interface SpreadWords {
  /** What is spread, as a noun phrase: "time in the VMM". */
  readonly of: string;
  readonly median: number;
  readonly p99: number;
  /** Largest allowed value of both [the spread's unit]; ten minutes unless stated. */
  readonly max?: number;
  readonly source: string;
}

/**
 * A duration drawn from the lognormal distribution that has this median and this 99th percentile; equal numbers mean a
 * constant.
 */
export const tenMinutesUs = 6e8;

/** Returns the schema of a spread in microseconds. */
export function spreadUs(words: SpreadWords) {
  const [median, p99] = halves(words, 'us', tenMinutesUs);
  return z.strictObject({ medianUs: amount(median), p99Us: amount(p99) });
}

/** Returns the schema of a spread in milliseconds. */
export function spreadMs(words: SpreadWords) {
  const [median, p99] = halves(words, 'ms', tenMinutesUs / 1000);
  return z.strictObject({ medianMs: amount(median), p99Ms: amount(p99) });
}

function halves(words: SpreadWords, unit: string, limit: number) {
  const both = { unit, min: 0, max: words.max ?? limit, source: words.source };
  return [
    { ...both, meaning: `Median of the ${words.of}.`, default: words.median },
    { ...both, meaning: `99th percentile of the ${words.of}; equal to the median: constant.`, default: words.p99 },
  ] as const;
}
