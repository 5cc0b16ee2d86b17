/** Series that a reader could not tell apart, drawn once. */
export interface Coinciding<T> {
  /** The first of them in the order given: it lends the group its colour and dash. */
  readonly leader: T;
  /** All of them, the leader included. */
  readonly members: readonly T[];
}

/**
 * Returns the series in groups of equals, in the order in which each group first appears.
 * @param series - what is to be drawn
 * @param signature - a text that is equal for two series exactly when they would be drawn alike
 */
export function coinciding<T>(series: readonly T[], signature: (item: T) => string): Coinciding<T>[] {
  const groups = new Map<string, T[]>();
  for (const item of series) {
    const key = signature(item);
    const group = groups.get(key);
    if (group) group.push(item);
    else groups.set(key, [item]);
  }
  return [...groups.values()].flatMap((members) => (members[0] === undefined ? [] : [{ leader: members[0], members }]));
}
