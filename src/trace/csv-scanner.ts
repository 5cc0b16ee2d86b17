/** Goes through comma-separated text line by line and leaves the bounds of the fields behind, without cutting strings. */
export interface CsvScanner {
  /** Start of each field of the current line, for at most as many fields as asked for. */
  readonly starts: Int32Array;
  /** End (exclusive) of each field; quotes around a field are outside its bounds. */
  readonly ends: Int32Array;
  /** Moves to the next line; returns its number of fields, 0 at the end, -1 where a quote has no partner. */
  next(): number;
}

const comma = 0x2c;
const newline = 0x0a;
const carriageReturn = 0x0d;
const quotationMark = 0x22;

/**
 * Returns a scanner over the text. Lines end with LF or CRLF; blank lines are allowed at the end only.
 *
 * @param fields - how many fields a line are kept; further ones are counted
 */
export function createCsvScanner(text: string, fields: number): CsvScanner {
  const starts = new Int32Array(fields);
  const ends = new Int32Array(fields);
  let at = text.charCodeAt(0) === 0xfeff ? 1 : 0;

  function quotedEnd(from: number): number {
    let end = text.indexOf('"', from);
    while (end !== -1 && text.charCodeAt(end + 1) === quotationMark) end = text.indexOf('"', end + 2);
    return end;
  }

  function next(): number {
    if (isBlank(text, at)) return 0;
    let count = 0;
    for (;;) {
      let start = at;
      let end: number;
      let code: number;
      if (text.charCodeAt(at) === quotationMark) {
        start = at + 1;
        end = quotedEnd(start);
        if (end === -1) return -1;
        at = end + 1;
        if (text.charCodeAt(at) === carriageReturn && text.charCodeAt(at + 1) === newline) at++;
        code = text.charCodeAt(at);
        if (code !== comma && code !== newline && at < text.length) return -1;
      } else {
        // Nearly all characters of a table are above the comma, so one comparison settles them.
        while ((code = text.charCodeAt(at)) > comma || (code !== comma && code !== newline && at < text.length)) at++;
        end = code !== comma && at > start && text.charCodeAt(at - 1) === carriageReturn ? at - 1 : at;
      }
      if (count < fields) {
        starts[count] = start;
        ends[count] = end;
      }
      count++;
      at++;
      if (code !== comma) return count;
    }
  }

  return { starts, ends, next };
}

function isBlank(text: string, from: number): boolean {
  for (let at = from; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code !== newline && code !== carriageReturn) return false;
  }
  return true;
}
