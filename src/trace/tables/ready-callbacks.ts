import type { RawTicks } from '../timeline/raw-ticks.js';

/**
 * Returns by CPU where its list of callbacks has its head, as far as the ticks show it. `tails[DONE]` points to the head
 * exactly when no callback is ready. The list is empty altogether when its head is null, so any such tick gives the address;
 * a CPU without one is given by another's, since their per-CPU areas lie whole pages apart, or else by the address seen
 * most often.
 */
export function listHeads(ticks: RawTicks): ReadonlyMap<number, number> {
  const heads = new Map<number, number>();
  for (let row = 0; row < ticks.rows; row++) {
    if (ticks.field('cbhead', row) === 0) heads.set(ticks.own('cpu', row), ticks.field('t0', row));
  }
  const offsets = new Set([...heads.values()].map((head) => head % pageBytes));
  const seen = new Map<number, Map<number, number>>();
  for (let row = 0; row < ticks.rows; row++) {
    const cpu = ticks.own('cpu', row);
    if (heads.has(cpu) && seen.get(cpu) === undefined) continue;
    const address = ticks.field('t0', row);
    const counts = seen.get(cpu) ?? new Map<number, number>();
    seen.set(cpu, counts);
    counts.set(address, (counts.get(address) ?? 0) + (offsets.has(address % pageBytes) ? 1e6 : 1));
  }
  for (const [cpu, counts] of seen) {
    const [[head] = [NaN]] = [...counts].sort(([, a], [, b]) => b - a);
    heads.set(cpu, head);
  }
  return heads;
}

const pageBytes = 4096;
