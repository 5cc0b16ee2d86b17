/** Control characters but the line feed, and those that turn the direction of text: a terminal obeys them. */
const unprintable =
  /[\0-\x09\x0b-\x1f\x7f-\x9f\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff]|\p{Surrogate}/gu;

/**
 * Returns a text that a terminal only shows: whatever it would obey is written as an escape.
 *
 * @example
 * printable('\x1b[31mred'); // '\\u001b[31mred'
 */
export function printable(text: string): string {
  return text.replace(unprintable, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** Returns the text as one line. */
export function oneLine(text: string): string {
  return printable(text.replace(/\r?\n/g, ' '));
}
