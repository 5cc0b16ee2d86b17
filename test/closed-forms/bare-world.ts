import { scenario, type Scenario, type ScenarioSpec } from '../../src/scenario/index.js';

const never = { ratePerSec: 0 } as const;

/** Exits of every class off. */
export const noExits = { fastpath: never, msr: never, io: never, fault: never, heavy: never } as const;

/** A guest that spins on a host where nothing happens: no tick source, no interrupt, no exit, no grace period. */
const bare = {
  ticks: { timersPerSec: 0, dependencyPerSec: 0, otherIrqsPerSec: 0 },
  guest: { exits: noExits },
  vcpu: { preemption: never },
  softirq: never,
  gracePeriods: { requestsPerSec: 0 },
} as const satisfies ScenarioSpec;

/** Every cost on the way between host and guest and between tasks. */
export const free = {
  exitNs: 0,
  entryNs: 0,
  windowNs: 0,
  tailNs: 0,
  loopNs: 0,
  preEntryNs: 0,
  switchNs: 0,
  ipiNs: 0,
} as const;

type Tree = { readonly [key: string]: unknown };

/** Returns the bare world with what `spec` adds. */
export function bareWorld(spec: ScenarioSpec, durationSec: number, seed = 1): Scenario {
  const run = { durationSec, warmupSec: 0.1, seed };
  return scenario(merged(merged(bare, spec as Tree), { run }));
}

function merged(base: Tree, over: Tree): Tree {
  const result: Record<string, unknown> = { ...base };
  for (const [key, value] of Object.entries(over)) {
    const below = base[key];
    const deeper = isTree(below) && isTree(value);
    result[key] = deeper ? merged(below, value) : value;
  }
  return result;
}

function isTree(value: unknown): value is Tree {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
