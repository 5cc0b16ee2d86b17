/** Returns the values about which most of a sample lie, ascending: as many as fit between two `widthUs` apart. */
export function commonest(valuesUs: readonly number[], widthUs: number): number[] {
  const sorted = valuesUs.toSorted((a, b) => a - b);
  let best = { from: 0, to: 0 };
  for (let from = 0, to = 0; to < sorted.length; to++) {
    while (sorted[to]! - sorted[from]! > widthUs) from++;
    if (to + 1 - from > best.to - best.from) best = { from, to: to + 1 };
  }
  return sorted.slice(best.from, best.to);
}
