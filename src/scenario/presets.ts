import type { ScenarioSpec } from './schema.js';

/** The names of the presets. */
export const presetNames = [
  'discussion',
  'busy-poll',
  'cyclictest-200us',
  'hlt-power-saving',
  'migration',
  'long-softirq',
  'nested',
  'quiet',
  'recorded-h1000',
] as const;

/** The name of a preset. */
export type PresetName = (typeof presetNames)[number];

/** A scenario by name: a starting point, and what it is good for. */
export interface Preset {
  readonly name: PresetName;
  readonly title: string;
  /** What it shows, one sentence. */
  readonly shows: string;
  /** Id of an entry in data/sources.json. */
  readonly source: string;
  /** What differs from the defaults. */
  readonly spec: ScenarioSpec;
}

const never = { ratePerSec: 0 } as const;

/** An isolated CPU with the vCPU pinned to it: nobody preempts it, softirqs are short, the VMM answers fast. */
const pinned = {
  vcpu: { preemption: never },
  softirq: { length: { medianUs: 5, p99Us: 15 } },
  guest: { userspace: { medianUs: 4, p99Us: 8 } },
} as const satisfies ScenarioSpec;

/** Rates of a guest that hardly ever exits. */
const noExits = { fastpath: never, msr: never, io: never, fault: never, heavy: never } as const;

/** All presets; the first one is the default. */
export const presets: readonly Preset[] = [
  {
    name: 'discussion',
    title: "The discussion's host",
    shows:
      'What each patch is worth on the host it was written for: PREEMPT_RT, nohz_full, the vCPU pinned below rcuc.',
    source: 'leo-2024-03-28-rfc-v1',
    spec: { ...pinned, ticks: { timersPerSec: 20, dependencyPerSec: 4 } },
  },
  {
    name: 'busy-poll',
    title: 'Busy polling (oslat, DPDK)',
    shows: 'A guest that exits a few times a second: the tick itself is nearly all that a patch can win or lose.',
    source: 'semantics-derived',
    spec: {
      ...pinned,
      ticks: { timersPerSec: 2, otherIrqsPerSec: 2 },
      softirq: { ...pinned.softirq, ratePerSec: 0.1 },
      guest: {
        ...pinned.guest,
        exits: { ...noExits, fastpath: { ratePerSec: 2 }, msr: { ratePerSec: 4 }, io: { ratePerSec: 0.1 } },
      },
    },
  },
  {
    name: 'cyclictest-200us',
    title: 'cyclictest every 200 us',
    shows:
      'The same host measured as in the benchmark of 2024-06-20: how late a guest timer runs, not how long a gap is.',
    source: 'leo-2024-06-20-benchmark',
    spec: {
      ...pinned,
      ticks: { timersPerSec: 20, dependencyPerSec: 4 },
      guest: { ...pinned.guest, instrument: 'cyclictest', intervalUs: 200, idle: 'poll' },
    },
  },
  {
    name: 'hlt-power-saving',
    title: 'Real time with power saving',
    shows:
      'A guest that halts five hundred times a second on a host that may sleep: halt polling and both races around idle.',
    source: 'marcelo-2024-05-06-power-saving',
    spec: {
      ...pinned,
      host: { deepestCState: 'C6' },
      ticks: { timersPerSec: 20, dependencyPerSec: 4 },
      guest: {
        ...pinned.guest,
        instrument: 'cyclictest',
        intervalUs: 2000,
        idle: 'hlt',
        exits: { ...noExits, fastpath: { ratePerSec: 2000 }, msr: { ratePerSec: 500 }, io: { ratePerSec: 20 } },
      },
    },
  },
  {
    name: 'migration',
    title: 'Unpinned and migrating',
    shows: 'What a patch leaves behind on the CPU that a vCPU left: false positives while kernel work goes on there.',
    source: 'sean-2024-04-08-migration-halt',
    spec: {
      host: { preemption: 'full', rcucPriority: 1, vcpuClass: 'other' },
      ticks: { timersPerSec: 20, dependencyPerSec: 4 },
      guest: {
        exits: {
          fastpath: { ratePerSec: 2000 },
          msr: { ratePerSec: 2000 },
          fault: { ratePerSec: 100, blockShare: 0.05 },
          heavy: { ratePerSec: 0.5 },
        },
      },
      vcpu: {
        migration: { ratePerSec: 5, leftBehindShare: 0.3, leftBehind: { medianMs: 10, p99Ms: 200 } },
        preemption: { ratePerSec: 5, length: { medianUs: 100, p99Us: 2000 }, priority: 0 },
      },
    },
  },
  {
    name: 'long-softirq',
    title: 'Softirqs of seconds to minutes',
    shows:
      'The pathological case: one softirq that runs on and on inside the run loop, and what then ends a grace period.',
    source: 'paul-2024-04-08-long-softirq',
    spec: {
      host: { preemption: 'full', stallTimeoutSec: 21 },
      ticks: { timersPerSec: 20, dependencyPerSec: 4 },
      guest: { exits: { fastpath: { ratePerSec: 500 }, msr: { ratePerSec: 500 }, io: { ratePerSec: 50 } } },
      softirq: { ratePerSec: 0.02, length: { medianUs: 1e6, p99Us: 3e7 }, oneHandler: true },
      run: { durationSec: 600 },
    },
  },
  {
    name: 'nested',
    title: 'A host that is a guest',
    shows: 'L0 takes CPUs away, also inside the tick handler: grace periods grow under every policy alike.',
    source: 'paul-2024-04-08-nested',
    spec: {
      ...pinned,
      host: { cpus: 8 },
      ticks: { timersPerSec: 20, dependencyPerSec: 4 },
      nested: { stealPerSec: 20 },
    },
  },
  {
    name: 'quiet',
    title: 'No grace periods',
    shows: 'Nobody asks for a grace period, so no policy has anything to decide: all of them are equal, bit for bit.',
    source: 'semantics-derived',
    spec: {
      ...pinned,
      softirq: { ...pinned.softirq, ratePerSec: 0 },
      gracePeriods: { requestsPerSec: 0 },
    },
  },
  {
    name: 'recorded-h1000',
    title: 'The recorded host at HZ 1000',
    shows:
      'The machine of the recorded kernels: two CPUs, the tick always on, one caller of synchronize_rcu that thinks 20 ms.',
    source: 'recording-h1000',
    spec: {
      host: { cpus: 2, virtualization: 'svm', skewTick: false },
      ticks: { timersPerSec: 0, keptOn: true, otherIrqsPerSec: 0 },
      guest: { exits: noExits },
      vcpu: { preemption: never },
      softirq: never,
      gracePeriods: { thinkMs: 20, othersIdle: 0, othersReport: { medianMs: 1, p99Ms: 1 } },
    },
  },
];

const byName = new Map<unknown, Preset>(presets.map((preset) => [preset.name, preset]));

/** Returns the preset of that name, or undefined. */
export function presetByName(name: string): Preset | undefined {
  return byName.get(name);
}
