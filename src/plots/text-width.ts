const narrow = new Set("iljtfrI.,:;'|!()[] ·");
const wide = new Set('mwMW@%=≈—');

/**
 * Returns about how wide a text is drawn [px], on the generous side: layout must not depend on which fonts a machine has.
 * @param text - one line
 * @param size - font size [px]
 */
export function textWidth(text: string, size: number): number {
  let ems = 0;
  for (const character of text) {
    if (narrow.has(character)) ems += 0.37;
    else if (wide.has(character)) ems += 0.9;
    else if (character >= 'A' && character <= 'Z') ems += 0.7;
    else ems += character.charCodeAt(0) > 0x2e7f ? 1.1 : 0.61;
  }
  return ems * size;
}

/**
 * Returns the parts laid out in lines no wider than asked, each part kept whole unless it alone is too wide; then it is cut
 * and ends in an ellipsis.
 * @param parts - what must not be broken
 * @param separator - goes between two parts; at a line's end it stays there, without trailing blanks
 * @param width - of a line [px]
 * @param size - font size [px]
 */
export function wrap(parts: readonly string[], separator: string, width: number, size: number): string[] {
  const lines: string[] = [];
  let line = '';
  parts.forEach((part, i) => {
    const piece = shorten(part, width, size) + (i < parts.length - 1 ? separator : '');
    if (line !== '' && textWidth((line + piece).trimEnd(), size) > width) {
      lines.push(line.trimEnd());
      line = '';
    }
    line += piece;
  });
  if (line !== '') lines.push(line.trimEnd());
  return lines;
}

/** Returns the text, or its beginning and an ellipsis where it is wider than asked. */
export function shorten(text: string, width: number, size: number): string {
  if (textWidth(text, size) <= width) return text;
  const characters = [...text];
  while (characters.length > 1 && textWidth(`${characters.join('')}…`, size) > width) characters.pop();
  return `${characters.join('')}…`;
}
