import type { GracePeriodDistribution, RemainingWakes, WakesByWindow } from '../../src/plots/index.js';
import { families, sequence } from './synthetic-curves.js';

const windowNames = ['guest', 'exit-handler', 'halt-poll', 'idle-entry', 'idle-exit', 'to-user', 'other'];

/** Returns grace periods as a host with HZ = 1000 has them: short where the CPU reports, multiples of four ticks where not. */
export function syntheticGracePeriods(): GracePeriodDistribution[] {
  return families.flatMap((ids, family) => {
    const next = sequence(71 + family);
    const lengths: number[] = [];
    for (let i = 0; i < 1800; i++) {
      const ticks = next() < 0.75 / (1 + family) ? 2 : 4 * (1 + Math.trunc(next() * next() * 3));
      lengths.push(ticks - next() * 0.3);
    }
    if (family === 1) lengths.push(1001.2);
    if (family === 4) lengths.push(35.9, 36.1);
    lengths.sort((a, b) => a - b);
    const bins = new Map<number, number>();
    for (const length of lengths) {
      const index = Math.floor(Math.log2(length) * 8);
      bins.set(index, (bins.get(index) ?? 0) + 1);
    }
    const distribution = {
      bins: [...bins].map(([index, count]) => ({ lowMs: 2 ** (index / 8), highMs: 2 ** ((index + 1) / 8), count })),
      count: lengths.length,
      p50Ms: lengths[Math.trunc(lengths.length / 2)] ?? 0,
      maxMs: lengths.at(-1) ?? 0,
    };
    return ids.map((policy) => ({ policy, ...distribution }));
  });
}

/** Returns wakes by window: many for the families that do not skip, a few in the races for those that do. */
export function syntheticWakes(): WakesByWindow[] {
  return families.flatMap((ids, family) => {
    const next = sequence(113 + family);
    const windows = windowNames.map((window, i) => {
      const base = family === 9 ? 0 : family === 0 ? 40 / (i + 1) : i > 2 ? 0.6 / family : family > 5 ? 2 / family : 0;
      return { window, perSecond: Math.round(base * (0.5 + next()) * 60) / 60 };
    });
    return ids.map((policy) => ({ policy, windows }));
  });
}

/** Returns what would remain of a recorded kernel's wakes; of some it is known exactly, and one window no tick hit. */
export function syntheticRemainingWakes(): RemainingWakes[] {
  const next = sequence(211);
  const recorded = windowNames.map((window, i) => ({ window, ticks: i === 2 ? 0 : Math.round(3000 / (i + 1)) }));
  const own = recorded.map(({ ticks }) => Math.round(ticks * 0.25));
  return families.flatMap((ids, family) => {
    const windows = recorded.map((hit, i) => {
      const kernel = own[i] ?? 0;
      const share = family === 9 ? 0 : family === 0 ? 0.8 : (next() * 0.9) / (1 + (family % 4));
      const fewest = Math.round(kernel * share);
      const most = family === 7 ? fewest : Math.min(hit.ticks, Math.round(fewest * (1.1 + 0.4 * next())));
      return { ...hit, kernel, fewest, most };
    });
    return ids.map((policy) => ({ policy, windows }));
  });
}
