import {
  drawUniform,
  exponential,
  quantileSampler,
  sampleSpread,
  spreadSampler,
  streamKey,
  type SpreadSampler,
} from '../../src/random/index.js';
import type { Scenario, SpreadMs, SpreadUs } from '../../src/scenario/index.js';

/** Returns the uniform number that belongs to a place of a stream. */
export function uniform(scenario: Scenario, stream: string, index: number, lane: number): number {
  return drawUniform(streamKey(scenario.run.seed, stream), index, lane);
}

const samplers = new WeakMap<object, SpreadSampler>();

/** Returns the length [ns] that a uniform number means under a spread of microseconds or milliseconds. */
export function lengthNs(spread: SpreadUs | SpreadMs, u: number): number {
  const sampler = samplers.get(spread) ?? samplerOf(spread);
  samplers.set(spread, sampler);
  return sampleSpread(sampler, u);
}

function samplerOf(spread: SpreadUs | SpreadMs): SpreadSampler {
  if ('medianUs' in spread) {
    if (spread.quantilesUs !== undefined) return tableSampler(spread.quantilesUs, 1000);
    return spreadSampler(spread.medianUs * 1000, spread.p99Us * 1000);
  }
  if (spread.quantilesMs !== undefined) return tableSampler(spread.quantilesMs, 1e6);
  return spreadSampler(spread.medianMs * 1e6, spread.p99Ms * 1e6);
}

/** Returns the length [ns] that a uniform number means under a table of quantiles in microseconds. */
export function quantileNs(tableUs: string, u: number): number {
  return sampleSpread(tableSampler(tableUs, 1000), u);
}

/** Returns what draws from a table of quantiles: numbers of a unit, with commas between them. */
function tableSampler(table: string, unitNs: number): SpreadSampler {
  return quantileSampler(table.split(',').map((value) => Math.round(Number(value) * unitNs)));
}

/** One process of arrivals: the next arrival is known, whatever else happens. */
export interface Arrivals {
  readonly stream: string;
  /** Number of the next arrival. */
  index: number;
  /** Its time [ns]; infinite if nothing ever arrives. */
  nextNs: number;
  /** Goes on to the arrival after it. */
  consume(): void;
  /** The uniform number of the next arrival in a lane. */
  uniform(lane: number): number;
}

/** Returns the process of a stream. */
export function arrivals(scenario: Scenario, stream: string, ratePerSec: number, periodic = false): Arrivals {
  const times = arrivalTimes(scenario, stream, ratePerSec, periodic);
  const process: Arrivals = {
    stream,
    index: -1,
    nextNs: 0,
    consume() {
      process.index++;
      process.nextNs = times.next().value;
    },
    uniform: (lane) => uniform(scenario, stream, process.index, lane),
  };
  process.consume();
  return process;
}

function* arrivalTimes(
  scenario: Scenario,
  stream: string,
  ratePerSec: number,
  periodic: boolean,
): Generator<number, never> {
  if (ratePerSec === 0) for (;;) yield Infinity;
  const meanNs = 1e9 / ratePerSec;
  const phase = uniform(scenario, stream, 0, 0);
  let timeNs = 0;
  for (let i = 0; ; i++) {
    timeNs = periodic
      ? Math.floor((phase + i) * meanNs)
      : timeNs + exponential(uniform(scenario, stream, i, 0), meanNs);
    yield timeNs;
  }
}

/** All processes of the world, by the name of their stream. */
export type World = Readonly<Record<WorldStream, Arrivals>>;

type WorldStream =
  | 'timers'
  | 'other-irqs'
  | 'dependencies'
  | 'preemptions'
  | 'migrations'
  | 'softirqs'
  | 'requests'
  | 'deferred-wakeups'
  | 'callbacks'
  | 'steals.0'
  | 'steals.1'
  | 'steals.2';

/** Returns the processes of the world of a scenario. */
export function createWorld(scenario: Scenario): World {
  const { ticks, vcpu, softirq, gracePeriods, nested } = scenario;
  const closedLoop = gracePeriods.backToBack || gracePeriods.thinkMs !== null;
  const process = (stream: WorldStream, ratePerSec: number): Arrivals => arrivals(scenario, stream, ratePerSec);
  return {
    timers: process('timers', ticks.timersPerSec),
    'other-irqs': process('other-irqs', ticks.otherIrqsPerSec),
    dependencies: process('dependencies', ticks.dependencyPerSec),
    preemptions: process('preemptions', vcpu.preemption.ratePerSec),
    migrations: process('migrations', vcpu.migration.ratePerSec),
    softirqs: process('softirqs', softirq.ratePerSec),
    requests: process('requests', closedLoop ? 0 : gracePeriods.requestsPerSec),
    'deferred-wakeups': process('deferred-wakeups', gracePeriods.deferredWakeupsPerSec),
    callbacks: process('callbacks', gracePeriods.callbacksPerSec),
    'steals.0': process('steals.0', nested.timekeeperToo ? nested.stealPerSec : 0),
    'steals.1': process('steals.1', nested.stealPerSec),
    'steals.2': process('steals.2', vcpu.migration.ratePerSec > 0 ? nested.stealPerSec : 0),
  };
}

/** The classes of exits that are drawn, in the order in which simultaneous ones happen. */
export const exitClasses = ['fastpath', 'msr', 'io', 'fault', 'heavy', 'hlt'] as const;
export type ExitClass = (typeof exitClasses)[number];

/** Returns the processes of the guest's drawn exits. */
export function createExits(scenario: Scenario): Readonly<Record<ExitClass, Arrivals>> {
  const { exits, hlt } = scenario.guest;
  const process = (name: Exclude<ExitClass, 'hlt'>): Arrivals =>
    arrivals(scenario, `exits.${name}`, exits[name].ratePerSec, exits[name].arrival === 'periodic');
  return {
    fastpath: process('fastpath'),
    msr: process('msr'),
    io: process('io'),
    fault: process('fault'),
    heavy: process('heavy'),
    hlt: arrivals(scenario, 'exits.hlt', hlt.ratePerSec),
  };
}
