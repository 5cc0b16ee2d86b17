import { fieldAt, type Field, type Scenario, type ScenarioSpec } from '../scenario/index.js';
import { roundNumbers } from './round-numbers.js';

/** The names of the sliders, which are also names of the graph. */
export const sliderNames = [
  'hz',
  'exitRate',
  'hltRate',
  'migrationRate',
  'softirqUs',
  'patienceMs',
  'gracePeriodRate',
] as const;

/** The name of one slider. */
export type SliderName = (typeof sliderNames)[number];

/** One number of a scenario that a reader may move: what it means, where it may stand, and which fields it moves. */
export interface Slider {
  readonly name: SliderName;
  /** Two or three words. */
  readonly label: string;
  /** One sentence. */
  readonly meaning: string;
  readonly unit: string;
  readonly default: number;
  /** Id of an entry in data/sources.json, or `assumed`. */
  readonly source: string;
  readonly assumed: boolean;
  /** Where the slider can stand, ascending; a scenario may hold any value between. */
  readonly stops: readonly number[];
  /** The fields that it moves. */
  readonly paths: readonly string[];
  read(scenario: Scenario): number;
  /** What to lay over a scenario so that `read` gives the value. */
  write(scenario: Scenario, value: number): ScenarioSpec;
  /** Why the slider changes nothing in this scenario; null where it does. */
  idle(scenario: Scenario): string | null;
}

const exitClasses = ['fastpath', 'msr', 'io', 'fault', 'heavy'] as const;

const totalExitRate = (scenario: Scenario): number =>
  exitClasses.reduce((sum, name) => sum + scenario.guest.exits[name].ratePerSec, 0);

const needed = (path: string): Field => {
  const field = fieldAt(path);
  if (field === undefined) throw new Error(`a slider needs a field of the scenario: ${path}`);
  return field;
};

type Words = Pick<Slider, 'name' | 'label' | 'stops' | 'read' | 'write'> & Partial<Slider>;

/** Completes a slider with what the schema knows of its field. */
function over(path: string, words: Words): Slider {
  const { meaning, unit, source, assumed, default: initial } = needed(path);
  return { meaning, unit, source, assumed, default: Number(initial), paths: [path], idle: () => null, ...words };
}

const withOpenLoop = ({ gracePeriods }: Scenario): string | null => {
  if (gracePeriods.backToBack) return 'grace periods follow back to back';
  return gracePeriods.thinkMs === null ? null : `one caller thinks ${gracePeriods.thinkMs} ms between calls`;
};

const defaultTotal = exitClasses.reduce(
  (sum, name) => sum + Number(needed(`guest.exits.${name}.ratePerSec`).default),
  0,
);

/** Every class keeps its share of the total; from a total of 0, the share that it has by default. */
function scaledExits(scenario: Scenario, total: number): ScenarioSpec {
  const now = totalExitRate(scenario);
  const rateOf = (name: (typeof exitClasses)[number]): number =>
    now > 0 ? scenario.guest.exits[name].ratePerSec : Number(needed(`guest.exits.${name}.ratePerSec`).default);
  const factor = total / (now > 0 ? now : defaultTotal);
  const scaled = (name: (typeof exitClasses)[number]): [string, ScenarioSpec] => [
    name,
    { ratePerSec: Number((rateOf(name) * factor).toPrecision(6)) } as ScenarioSpec,
  ];
  return { guest: { exits: Object.fromEntries(exitClasses.map(scaled)) } };
}

/** The sliders, in the order of the page. */
export const sliders: readonly Slider[] = [
  over('host.hz', {
    name: 'hz',
    label: 'HZ',
    stops: (needed('host.hz').choices ?? []).map(Number),
    read: (scenario) => scenario.host.hz,
    write: (scenario, hz) => ({ host: { hz: hz as typeof scenario.host.hz } }),
  }),
  over('guest.exits.msr.ratePerSec', {
    name: 'exitRate',
    label: 'VM exits',
    meaning: 'Exits of all classes together, a second of wall time; each class keeps its share.',
    default: defaultTotal,
    source: 'leo-2024-06-20-benchmark',
    assumed: false,
    stops: roundNumbers(10, 100_000, { zero: true }),
    paths: exitClasses.map((name) => `guest.exits.${name}.ratePerSec`),
    read: totalExitRate,
    write: scaledExits,
  }),
  over('guest.hlt.ratePerSec', {
    name: 'hltRate',
    label: 'Guest HLT',
    stops: roundNumbers(0.1, 5000, { zero: true }),
    read: (scenario) => scenario.guest.hlt.ratePerSec,
    write: (_, ratePerSec) => ({ guest: { hlt: { ratePerSec } } }),
  }),
  over('vcpu.migration.ratePerSec', {
    name: 'migrationRate',
    label: 'vCPU migration',
    stops: roundNumbers(0.1, 100, { zero: true }),
    read: (scenario) => scenario.vcpu.migration.ratePerSec,
    write: (_, ratePerSec) => ({ vcpu: { migration: { ratePerSec } } }),
  }),
  over('softirq.length.medianUs', {
    name: 'softirqUs',
    label: 'Softirq work',
    meaning: 'Median length of a burst of softirq work; the 99th percentile keeps its ratio to it.',
    stops: roundNumbers(1, 10_000_000),
    paths: ['softirq.length.medianUs', 'softirq.length.p99Us'],
    read: (scenario) => scenario.softirq.length.medianUs,
    write: ({ softirq: { length } }, medianUs) => {
      const ratio = length.medianUs > 0 ? length.p99Us / length.medianUs : 1;
      return { softirq: { length: { medianUs, p99Us: Number((medianUs * ratio).toPrecision(6)) } } };
    },
    idle: ({ softirq }) => (softirq.ratePerSec === 0 ? 'this scenario has no softirq bursts' : null),
  }),
  over('patches.patienceMs', {
    name: 'patienceMs',
    label: 'Patience',
    stops: roundNumbers(1, 5000, { zero: true, integer: true }),
    read: (scenario) => scenario.patches.patienceMs,
    write: (_, patienceMs) => ({ patches: { patienceMs } }),
  }),
  over('gracePeriods.requestsPerSec', {
    name: 'gracePeriodRate',
    label: 'Grace-period requests',
    stops: roundNumbers(0.1, 5000, { zero: true }),
    read: (scenario) => scenario.gracePeriods.requestsPerSec,
    write: (_, requestsPerSec) => ({ gracePeriods: { requestsPerSec } }),
    idle: withOpenLoop,
  }),
];
