import { placeError, type RecordingError } from './recording-error.js';

/** A JSON value that knows where it stands. */
export type LocatedJson =
  | { readonly kind: 'object'; readonly at: number; readonly members: ReadonlyMap<string, LocatedJson> }
  | { readonly kind: 'array'; readonly at: number; readonly items: readonly LocatedJson[] }
  | { readonly kind: 'string'; readonly at: number; readonly value: string }
  | { readonly kind: 'number'; readonly at: number; readonly value: number; readonly written: string }
  | { readonly kind: 'literal'; readonly at: number; readonly value: boolean | null };

/** Where something stands in a text, the first line and the first character being 1. */
export interface Place {
  readonly line: number;
  readonly column: number;
}

/** A parsed text, and the errors of its places. */
export interface LocatedText {
  readonly root: LocatedJson;
  place(value: LocatedJson): Place;
  /** Returns the error of one value. */
  error(value: LocatedJson, cause: string): RecordingError;
}

/** Deeper than this no tool nests; a limit keeps hostile text from overflowing the stack. */
const deepest = 32;

/**
 * Returns the value of a JSON text (RFC 8259), with the place of each part. A member that stands twice is an error: which of
 * the two counts is nowhere said.
 *
 * @throws RecordingError with line and column
 */
export function parseLocatedJson(text: string): LocatedText {
  let at = text.startsWith('\uFEFF') ? 1 : 0;

  const place = (where: number): Place => {
    const before = text.slice(0, where).split('\n');
    return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
  };

  const fail = (where: number, cause: string, shown: string | null = text.slice(where, where + 40)): RecordingError => {
    const { line, column } = place(where);
    return placeError('measurement', line, column, cause, shown);
  };

  function skipSpace(): void {
    while (at < text.length && ' \t\r\n'.includes(text[at] ?? '')) at++;
  }

  function expect(char: string): void {
    skipSpace();
    if (text[at] !== char) throw fail(at, `JSON: '${char}' expected`);
    at++;
  }

  function readString(): string {
    const from = at;
    const match = stringToken(text, at);
    if (match === null) throw fail(from, 'JSON: a string in double quotes expected');
    at += match.length;
    try {
      return JSON.parse(match) as string;
    } catch {
      throw fail(from, 'JSON: a string with valid escapes expected');
    }
  }

  function readObject(depth: number): LocatedJson {
    const from = at;
    const members = new Map<string, LocatedJson>();
    at++;
    skipSpace();
    if (text[at] === '}') {
      at++;
      return { kind: 'object', at: from, members };
    }
    for (;;) {
      skipSpace();
      const keyAt = at;
      const key = readString();
      if (members.has(key)) throw fail(keyAt, 'JSON: a member that stands once expected');
      expect(':');
      members.set(key, readValue(depth + 1));
      skipSpace();
      if (text[at] === ',') at++;
      else {
        expect('}');
        return { kind: 'object', at: from, members };
      }
    }
  }

  function readArray(depth: number): LocatedJson {
    const from = at;
    const items: LocatedJson[] = [];
    at++;
    skipSpace();
    if (text[at] === ']') {
      at++;
      return { kind: 'array', at: from, items };
    }
    for (;;) {
      items.push(readValue(depth + 1));
      skipSpace();
      if (text[at] === ',') at++;
      else {
        expect(']');
        return { kind: 'array', at: from, items };
      }
    }
  }

  function readScalar(): LocatedJson {
    const from = at;
    token.lastIndex = at;
    const written = token.exec(text)?.[0];
    if (written === undefined) throw fail(from, 'JSON: a value expected');
    at += written.length;
    if (written === 'true' || written === 'false' || written === 'null') {
      return { kind: 'literal', at: from, value: written === 'null' ? null : written === 'true' };
    }
    return { kind: 'number', at: from, value: Number(written), written };
  }

  function readValue(depth: number): LocatedJson {
    skipSpace();
    if (depth > deepest) throw fail(at, `JSON: at most ${deepest} levels expected`);
    if (text[at] === '{') return readObject(depth);
    if (text[at] === '[') return readArray(depth);
    if (text[at] === '"') return { kind: 'string', at, value: readString() };
    return readScalar();
  }

  const root = readValue(0);
  skipSpace();
  if (at < text.length) throw fail(at, 'JSON: the end of the text expected');
  return {
    root,
    place: (value) => place(value.at),
    error: (value, cause) => fail(value.at, cause, shownValue(value)),
  };
}

/** Returns where the value at a path stands, or, if there is none, the nearest that would hold it. */
export function placeOf({ root, place }: LocatedText, path: readonly PropertyKey[]): Place {
  let value = root;
  for (const key of path) {
    const part =
      value.kind === 'object'
        ? value.members.get(String(key))
        : value.kind === 'array'
          ? value.items[Number(key)]
          : null;
    if (part === null || part === undefined) break;
    value = part;
  }
  return place(value);
}

/** Returns the value without its places, as `JSON.parse` would. */
export function plainValue(value: LocatedJson): unknown {
  if (value.kind === 'array') return value.items.map(plainValue);
  // Made of entries, so that a member named __proto__ is one like any other.
  if (value.kind === 'object') {
    return Object.fromEntries([...value.members].map(([name, member]) => [name, plainValue(member)]));
  }
  return value.value;
}

const token = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/y;

function stringToken(text: string, from: number): string | null {
  if (text[from] !== '"') return null;
  for (let at = from + 1; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === 0x22) return text.slice(from, at + 1);
    if (code === 0x5c) at++;
    else if (code < 0x20) return null;
  }
  return null;
}

function shownValue(value: LocatedJson): string | null {
  if (value.kind === 'string') return value.value;
  if (value.kind === 'number') return value.written;
  return value.kind === 'literal' ? String(value.value) : null;
}
