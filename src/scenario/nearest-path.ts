import { fieldGroups, fields } from './fields.js';

const known = [...fields, ...fieldGroups].map(({ path }) => ({ path, text: path.toLowerCase(), last: lastWord(path) }));

/**
 * Returns the known path that a misspelt one most likely meant, or undefined where nothing is near: the fewest edits over
 * the whole path, or over its last word alone (`hz` means `host.hz`).
 */
export function nearestPath(path: string): string | undefined {
  const text = path.slice(0, 64).toLowerCase();
  const last = lastWord(text);
  const ranked = known.map((candidate) => {
    const whole = editDistance(text, candidate.text);
    return { path: candidate.path, whole, edits: Math.min(whole, editDistance(last, candidate.last) + 0.5) };
  });
  const [best] = ranked.sort((a, b) => a.edits - b.edits || a.whole - b.whole);
  return best !== undefined && best.edits <= Math.max(2, last.length / 3) ? best.path : undefined;
}

/** Returns the word of a list that is nearest to a misspelt one, or undefined where nothing is near. */
export function nearestWord(word: string, words: readonly string[]): string | undefined {
  const text = word.slice(0, 64).toLowerCase();
  const ranked = words.map((candidate) => ({ candidate, edits: editDistance(text, candidate.toLowerCase()) }));
  const [best] = ranked.sort((a, b) => a.edits - b.edits);
  return best !== undefined && best.edits <= Math.max(2, text.length / 3) ? best.candidate : undefined;
}

/** Levenshtein distance, one row at a time. */
function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const replaced = row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(replaced, row[j]! + 1, next[j - 1]! + 1));
    }
    row = next;
  }
  return row[b.length]!;
}

function lastWord(path: string): string {
  return path.slice(path.lastIndexOf('.') + 1).toLowerCase();
}
