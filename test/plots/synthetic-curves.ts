import type { TailCurve, TailPoint } from '../../src/plots/index.js';

/** Returns numbers in [0, 1), the same for the same seed. */
export function sequence(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 4294967296;
  };
}

/** Families of policies that decide alike in a well-behaved world; each family shares one curve. */
export const families: readonly (readonly string[])[] = [
  ['mainline', 'guest-entry-flag', 'qs-on-guest-exit'],
  ['last-guest-exit', 'patience-gapless', 'lenient-task', 'last-qs-age'],
  ['last-guest-exit-reset'],
  ['last-guest-exit-reset-sched', 'run-loop-flag-sched'],
  ['run-loop-flag'],
  ['irq-from-guest', 'pf-vcpu'],
  ['qs-on-guest-exit-ideal'],
  ['patience', 'patience-qs'],
  ['run-loop-flag-sched+idle-entry'],
  ['oracle'],
];

/** Returns the tail of one family: a body of short gaps, and a share of rcuc wakes that differs between families. */
export function syntheticCurve(policy: string, family: number, samples = 200000): TailCurve {
  const next = sequence(17 + family);
  const wakeShare = family === 9 ? 0 : 0.02 / (1 + family * family * 3);
  const values: number[] = [];
  for (let i = 0; i < samples / 100; i++) {
    const z = next() + next() + next() - 1.5;
    values.push(Math.round(1000 * (0.9 * Math.exp(0.5 * z) + (next() < 0.08 ? 2.5 * Math.exp(z) : 0))) / 1000);
  }
  const wakes = Math.round(samples * wakeShare);
  const tail: number[] = [];
  for (let i = 0; i < wakes; i++)
    tail.push(Math.round(1000 * 14 * Math.exp(0.55 * (next() + next() + next() - 1.5))) / 1000);
  const weight = (samples - wakes) / values.length;
  const all = [...values.map((us) => ({ us, weight })), ...tail.map((us) => ({ us, weight: 1 }))];
  all.sort((a, b) => a.us - b.us);
  const points: TailPoint[] = [];
  let reached = samples;
  for (const { us, weight: w } of all) {
    const p = Math.min(1, Math.max(1, reached) / samples);
    const half = 1.96 * Math.sqrt((p * (1 - p)) / samples) + (p < 1 ? 1 / samples : 0);
    const last = points.at(-1);
    if (!last || us > last.us * 1.002) points.push({ us, p, low: Math.max(0, p - half), high: Math.min(1, p + half) });
    reached -= w;
  }
  const maxUs = all.at(-1)?.us ?? 1;
  points.push({ us: maxUs, p: 1 / samples, low: 0, high: 6 / samples });
  return { policy, points, maxUs };
}

/** Returns one curve for each of eighteen policies; those of one family are equal. */
export function syntheticCurves(): TailCurve[] {
  return families.flatMap((ids, family) => ids.map((id) => syntheticCurve(id, family)));
}

/** Returns two measured curves: one whose tool kept all buckets, and one of whose overflow only the largest is known. */
export function measuredCurves(): TailCurve[] {
  const curve = (policy: string, shift: number, until: number): TailCurve => ({
    policy,
    points: Array.from({ length: until }, (_, i) => {
      const p = Math.exp(-i / (3 + shift));
      return { us: i + 2 + shift, p, low: p * 0.9, high: Math.min(1, p * 1.1) };
    }),
    maxUs: until + 1 + shift,
  });
  const kept = { facts: 'cyclictest, 60,000 values, 1 µs buckets', overflowUs: null, maxKnown: true };
  const over = { facts: 'cyclictest, 900 values, 1 µs buckets, 122 ≥ 14 µs', overflowUs: 14, maxKnown: true };
  return [
    { ...curve('measured: lab', 0, 30), measured: kept },
    { ...curve('measured: desk', 2, 11), maxUs: 55, measured: over },
  ];
}

export const syntheticProvenance = {
  scenarioHash: '0123456789abcdef',
  seed: 1,
  version: '0.1.0',
  digest: 'fedcba9876543210',
} as const;

export const recordedProvenance = {
  recording: 'H1000_v0/spin_dep',
  kernel: 'Linux 6.12.117 · HZ 1000 · mainline',
  version: '0.1.0',
  digest: 'fedcba9876543210',
} as const;
