/** Deeper values are refused: nothing of ours is, and a cycle would never end. */
const deepest = 64;

/**
 * Returns JSON with sorted keys, no spaces and numbers as `String` writes them: equal values give equal texts on every
 * machine.
 *
 * @throws TypeError for what JSON cannot say (NaN, infinities, undefined, functions) and for more than 64 levels
 */
export function canonicalJson(value: unknown): string {
  return write(value, 0);
}

function write(value: unknown, depth: number): string {
  if (depth > deepest) throw new TypeError(`nested too deep for canonical JSON: ${depth} levels (at most ${deepest})`);
  if (value === null || typeof value === 'boolean') return String(value);
  if (typeof value === 'string') return JSON.stringify(value);
  if (typeof value === 'number' && Number.isFinite(value)) return String(value);
  if (Array.isArray(value)) return `[${value.map((item: unknown) => write(item, depth + 1)).join(',')}]`;
  if (typeof value !== 'object') throw new TypeError(`not a JSON value: ${String(value)}`);
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  return `{${entries.map(([key, item]) => `${JSON.stringify(key)}:${write(item, depth + 1)}`).join(',')}}`;
}
