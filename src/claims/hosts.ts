import type { ScenarioSpec } from '../scenario/index.js';

/** A host, how long it is watched, and how many random worlds it is put into. */
export interface HostUnderTest {
  readonly spec: ScenarioSpec;
  /** Seeds 1 to this number. */
  readonly seeds: number;
}

type Tree = { readonly [key: string]: unknown };

/** Returns `spec` laid over `base`, group by group. */
export function over(base: ScenarioSpec, spec: ScenarioSpec): ScenarioSpec {
  return merged(base, spec) as ScenarioSpec;
}

function merged(below: unknown, above: unknown): unknown {
  if (!isTree(below) || !isTree(above)) return above === undefined ? below : above;
  const keys = [...new Set([...Object.keys(below), ...Object.keys(above)])];
  return Object.fromEntries(keys.map((key) => [key, merged(below[key], above[key])]));
}

function isTree(value: unknown): value is Tree {
  return typeof value === 'object' && value !== null;
}

const never = { ratePerSec: 0 } as const;

/**
 * The discussion's host with a tenth of its guest's exits: the decisions are the same, and it is simulated faster. Its
 * vCPU is pinned, nothing else runs on its CPU but the tick, and RCU is idle most of the time.
 */
export const pinned: ScenarioSpec = {
  guest: {
    exits: {
      fastpath: { ratePerSec: 1000 },
      msr: { ratePerSec: 600 },
      io: { ratePerSec: 80 },
      fault: { ratePerSec: 2 },
    },
  },
  run: { warmupSec: 0.5 },
};

/** The same, and something holds the tick on: rare windows are hit often enough to be counted. */
export const ticking: ScenarioSpec = over(pinned, { ticks: { keptOn: true } });

/** The same host with a guest that spins and never exits by itself. */
export const spinning: ScenarioSpec = over(pinned, {
  guest: { exits: { fastpath: never, msr: never, io: never, fault: never } },
});

/** Returns a host that is watched for so many seconds in so many worlds. */
export function host(base: ScenarioSpec, spec: ScenarioSpec, seconds: number, seeds: number): HostUnderTest {
  return { spec: over(over(base, spec), { run: { durationSec: seconds } }), seeds };
}
