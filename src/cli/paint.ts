import type { Sink, Terminal } from './terminal.js';

/** How a piece of text stands out. */
export type Style = keyof typeof codes;

/** Returns the text so that it stands out, or as it is. */
export type Paint = (style: Style, text: string) => string;

const codes = { bold: [1, 22], dim: [2, 22], green: [32, 39], yellow: [33, 39], red: [31, 39] } as const;

/** Leaves every text as it is. */
export const plain: Paint = (_style, text) => text;

const colours: Paint = (style, text) => {
  const [on, off] = codes[style];
  return `\x1b[${on}m${text}\x1b[${off}m`;
};

/** Returns colours on a terminal, plain text elsewhere, under NO_COLOR (any value but the empty one) and on a dumb terminal. */
export function paintFor(sink: Sink, env: Terminal['env']): Paint {
  return hasColours(sink, env) ? colours : plain;
}

/** Returns whether a stream shows colours. */
export function hasColours(sink: Sink, env: Terminal['env']): boolean {
  return sink.isTTY && !env['NO_COLOR'] && env['TERM'] !== 'dumb';
}
