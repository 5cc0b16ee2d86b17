/**
 * Returns where to draw tags so that no two overlap: each as near as it can be to where it belongs, all in one row and in the
 * same order from left to right, inside the bounds.
 * @param wanted - where each tag belongs [px]
 * @param bounds - leftmost and rightmost centre that is allowed [px]
 * @param width - room that a tag takes [px]
 */
export function placeTags(wanted: readonly number[], bounds: readonly [number, number], width = 19): number[] {
  const order = wanted.map((_, i) => i).sort((a, b) => (wanted[a] ?? 0) - (wanted[b] ?? 0) || a - b);
  // Runs of touching tags: each sits where the mean of its members' wishes is, and merges with a neighbour it would touch.
  const runs: { sum: number; size: number }[] = [];
  const start = (run: { sum: number; size: number }) =>
    Math.min(Math.max(run.sum / run.size, bounds[0]), Math.max(bounds[0], bounds[1] - (run.size - 1) * width));
  for (const i of order) {
    let run = { sum: wanted[i] ?? 0, size: 1 };
    for (let before = runs.at(-1); before && start(before) + before.size * width > start(run); before = runs.at(-1)) {
      runs.pop();
      run = { sum: before.sum + run.sum - run.size * before.size * width, size: before.size + run.size };
    }
    runs.push(run);
  }
  const places: number[] = new Array<number>(wanted.length).fill(0);
  const placed = runs.flatMap((run) => Array.from({ length: run.size }, (_, k) => start(run) + k * width));
  order.forEach((i, k) => {
    places[i] = placed[k] ?? 0;
  });
  return places;
}
