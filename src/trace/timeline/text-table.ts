/** Gives equal texts one number, so that a column of texts is a column of numbers. */
export interface TextTable {
  /** Returns the number of a text, a new one for a new text. */
  numberOf(text: string): number;
  /** The texts by number. */
  readonly texts: readonly string[];
}

/**
 * Returns a table without texts. What it keeps are copies of their own: a piece of a string keeps the whole string alive,
 * and here that would be the text of the trace.
 */
export function createTextTable(): TextTable {
  const texts: string[] = [];
  const numbers = new Map<string, number>();
  return {
    texts,
    numberOf(text) {
      const known = numbers.get(text);
      if (known !== undefined) return known;
      const copy = copied(text);
      numbers.set(copy, texts.length);
      texts.push(copy);
      return texts.length - 1;
    },
  };
}

/** Returns the same text in memory of its own. */
export function copied(text: string): string {
  let copy = '';
  for (let at = 0; at < text.length; at += 1024) {
    const length = Math.min(1024, text.length - at);
    copy += String.fromCharCode(...Array.from({ length }, (_, index) => text.charCodeAt(at + index)));
  }
  return copy;
}
