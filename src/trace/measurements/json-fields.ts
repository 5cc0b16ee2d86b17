import type { LocatedJson, LocatedText } from '../located-json.js';

/** Largest number that a count, or a time in nanoseconds, may have. */
const largest = Number.MAX_SAFE_INTEGER;

/** Returns the members of an object. */
export function objectOf(text: LocatedText, value: LocatedJson, what: string): ReadonlyMap<string, LocatedJson> {
  if (value.kind !== 'object') throw text.error(value, `${what}: an object expected`);
  return value.members;
}

/** Returns a member that has to be there. */
export function memberOf(text: LocatedText, owner: LocatedJson, name: string): LocatedJson {
  const member = owner.kind === 'object' ? owner.members.get(name) : undefined;
  if (member === undefined) throw text.error(owner, `a member "${name}" expected`);
  return member;
}

/** Returns a whole number from 0 on. */
export function wholeOf(text: LocatedText, value: LocatedJson, what: string, most = largest): number {
  if (value.kind === 'number' && /^\d+$/.test(value.written) && value.value <= most) return value.value;
  throw text.error(value, `${what}: a whole number 0..${most} expected`);
}

/** Returns the histogram of one thread: values by their label, in rising order. */
export function labelledCounts(text: LocatedText, value: LocatedJson): [label: number, count: number][] {
  const members = objectOf(text, value, 'histogram');
  const counts = [...members].map(([label, count]): [number, number] => {
    if (!/^(?:0|[1-9]\d{0,11})$/.test(label))
      throw text.error(count, `histogram: labels in whole numbers expected, not "${label.slice(0, 20)}"`);
    return [Number(label), wholeOf(text, count, `histogram ${label}`)];
  });
  return counts.filter(([, count]) => count > 0).sort(([a], [b]) => a - b);
}

/** Returns the command line of an rt-tests JSON file, whose key has a colon too many in some versions. */
export function commandOf(root: ReadonlyMap<string, LocatedJson>): string | null {
  const value = root.get('cmdline:') ?? root.get('cmdline');
  return value?.kind === 'string' ? value.value : null;
}

/** Returns the threads of an rt-tests JSON file. */
export function threadsOf(text: LocatedText, root: LocatedJson): LocatedJson[] {
  const threads = [...objectOf(text, memberOf(text, root, 'thread'), 'thread').values()];
  if (threads.length === 0) throw text.error(root, 'at least one thread expected');
  return threads;
}
