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
 * @param equal - whether two series would be drawn alike
 */
export function coinciding<T>(series: readonly T[], equal: (a: T, b: T) => boolean): Coinciding<T>[] {
  const groups: { leader: T; members: T[] }[] = [];
  for (const item of series) {
    const group = groups.find(({ leader }) => equal(leader, item));
    if (group) group.members.push(item);
    else groups.push({ leader: item, members: [item] });
  }
  return groups;
}

/** Returns whether two lists of records agree in every one of the named numbers. */
export function sameNumbers<T>(a: readonly T[], b: readonly T[], numbers: (item: T) => readonly number[]): boolean {
  return (
    a.length === b.length &&
    a.every((item, i) => {
      const other = b[i];
      if (other === undefined) return false;
      const [left, right] = [numbers(item), numbers(other)];
      return left.every((value, k) => value === right[k]);
    })
  );
}
