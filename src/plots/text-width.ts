const narrow = new Set("iljtfrI.,:;'|!()[] ·");
const wide = new Set('mwMW@%=≈—');

/**
 * Returns about how wide a text is drawn [px], on the generous side: layout must not depend on which fonts a machine has.
 * @param text - one line
 * @param size - font size [px]
 */
export function textWidth(text: string, size: number): number {
  let ems = 0;
  for (const character of text) ems += emsOf(character);
  return ems * size;
}

function emsOf(character: string): number {
  if (narrow.has(character)) return 0.37;
  if (wide.has(character)) return 0.9;
  if (character >= 'A' && character <= 'Z') return 0.7;
  return character.charCodeAt(0) > 0x2e7f ? 1.1 : 0.61;
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
  let [kept, ems] = ['', 0];
  for (const character of text) {
    ems += emsOf(character);
    if (kept !== '' && (ems + emsOf('…')) * size > width) break;
    kept += character;
  }
  return `${kept}…`;
}
