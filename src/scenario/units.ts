import { problem, ScenarioError } from './problem.js';

/** Length of each unit of time that may be written behind a number [ns]. */
const unitNs: Readonly<Record<string, number>> = {
  ns: 1,
  us: 1e3,
  ms: 1e6,
  s: 1e9,
  m: 60e9,
  h: 3600e9,
  d: 86_400e9,
};

const durationPattern = /^(\d+(?:\.\d+)?|\.\d+)(ns|us|µs|ms|s|m|h|d)?$/;

/**
 * Returns a duration in seconds.
 *
 * @param text - a number with ns, us, ms, s, m, h or d behind it; seconds without
 * @throws ScenarioError for anything else
 * @example
 * parseDurationSec('10m'); // 600
 */
export function parseDurationSec(text: string): number {
  return parseDuration(text, 's');
}

/** Returns a duration in nanoseconds, rounded; the text is as for `parseDurationSec`. */
export function parseDurationNs(text: string): number {
  return Math.round(parseDuration(text, 'ns'));
}

/** Returns a duration in `unit`, or undefined where the text is no number with a unit of time behind it. */
export function durationIn(text: string, unit: string): number | undefined {
  const match = durationPattern.exec(text.trim());
  const suffix = match?.[2]?.replace('µ', 'u');
  const [from, to] = [suffix === undefined ? undefined : unitNs[suffix], unitNs[unit]];
  return from === undefined || to === undefined ? undefined : (Number(match?.[1]) * from) / to;
}

/** Returns nanoseconds as microseconds, one decimal place: `12.3`. */
export function formatUs(ns: number): string {
  return (ns / 1000).toFixed(1);
}

/** Returns nanoseconds with the unit that suits them: `85 ns`, `12.3 us`, `4.05 ms`, `1.15 s`. */
export function formatDuration(ns: number): string {
  const unit = ns < 1e3 ? 'ns' : ns < 1e6 ? 'us' : ns < 1e9 ? 'ms' : 's';
  return `${Number((ns / (unitNs[unit] ?? 1)).toPrecision(3))} ${unit}`;
}

function parseDuration(text: string, unit: string): number {
  const value = durationIn(/\d$/.test(text.trim()) ? `${text.trim()}s` : text, unit);
  if (value !== undefined) return value;
  const expected = 'a number with ns, us, ms, s, m, h or d';
  const wayOut = 'for example 90s or 10m';
  throw new ScenarioError([problem('invalid duration', { path: '', value: text.slice(0, 60), expected, wayOut })]);
}
