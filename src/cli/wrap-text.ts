/**
 * Returns the lines of a text, broken at spaces so that none is wider than `width`, unless a single word is.
 *
 * @param indent - put before every line but the first [default none]
 */
export function wrapText(text: string, width: number, indent = ''): string[] {
  const [first = '', ...words] = text.split(' ');
  const lines: string[] = [];
  let line = first;
  for (const word of words) {
    if (line.length + 1 + word.length <= width) line += ` ${word}`;
    else {
      lines.push(line);
      line = indent + word;
    }
  }
  return [...lines, line];
}
