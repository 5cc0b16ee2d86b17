/** Returns the first point after `timeNs` of a grid with so many a second [ns]. */
export function gridAfter(timeNs: number, sliceHz: number): number {
  const point = Math.floor((timeNs * sliceHz) / 1e9) + 1;
  const nextNs = Math.floor((point * 1e9) / sliceHz);
  return nextNs > timeNs ? nextNs : Math.floor(((point + 1) * 1e9) / sliceHz);
}
