import { eventFields, eventSources } from './expected-events.js';
import type { FieldValue } from './field.js';
import { fieldAt, fieldGroups, fields } from './fields.js';
import { problem, type Problem } from './problem.js';
import type { Scenario } from './schema.js';
import { valueAt } from './spec-tree.js';

/** A condition over several fields. It is asked only where each of them is valid by itself. */
export interface Rule {
  /** The fields that it reads; the first one is reported. */
  readonly paths: readonly string[];
  /** Returns what is wrong, or null. */
  check(scenario: Scenario): Breach | null;
}

interface Breach {
  readonly cause: string;
  readonly expected: string;
  readonly wayOut: string;
  readonly value?: FieldValue;
}

/** More events than this are a mistake: a day of computing and more. */
const mostEvents = 5e10;
/** A 99th percentile further from the median makes a lognormal tail of years. */
const widestSpread = 1000;
/** A smaller rate means: never, in the longest of runs. */
const smallestRate = 1e-6;

/** Returns what a rule finds wrong, as a problem; null where all is well. */
export function breach(rule: Rule, scenario: Scenario): Problem | null {
  const found = rule.check(scenario);
  if (found === null) return null;
  const [path = ''] = rule.paths;
  const { cause, expected, wayOut, value = valueAt(scenario, path) ?? null } = found;
  return problem(cause, { path, value, expected, wayOut, unit: fieldAt(path)?.unit ?? '' });
}

const hostRules: readonly Rule[] = [
  {
    paths: ['host.rcuCore', 'host.preemption'],
    check: ({ host }) =>
      host.preemption !== 'rt' || host.rcuCore === 'rcuc'
        ? null
        : {
            cause: 'PREEMPT_RT has no RCU softirq',
            expected: 'rcuc with host.preemption rt',
            wayOut: 'set host.rcuCore=rcuc, or host.preemption=full',
          },
  },
  {
    paths: ['host.rcuNocbs', 'host.isolation'],
    check: ({ host }) =>
      host.isolation !== 'nohz_full' || host.rcuNocbs
        ? null
        : {
            cause: 'nohz_full offloads callbacks',
            expected: 'true with host.isolation nohz_full',
            wayOut: 'set host.rcuNocbs=true, or host.isolation=isolcpus',
          },
  },
  {
    paths: ['host.irqExitFastpath', 'host.virtualization'],
    check: ({ host }) =>
      !host.irqExitFastpath || host.virtualization === 'vmx'
        ? null
        : {
            cause: 'SVM cannot handle an interrupt without enabling interrupts',
            expected: 'false with host.virtualization svm',
            wayOut: 'set host.irqExitFastpath=false, or host.virtualization=vmx',
          },
  },
  {
    paths: ['host.timekeeperLagUs', 'host.hz'],
    check: ({ host }) =>
      host.timekeeperLagUs < 1e6 / host.hz
        ? null
        : {
            cause: 'timekeeper a whole tick late',
            expected: `less than one tick, ${Number((1e6 / host.hz).toPrecision(6))} us at HZ ${host.hz},`,
            wayOut: 'lower host.timekeeperLagUs or host.hz',
          },
  },
  fqsRule('host.fqsFirstJiffies', ({ host }) => host.fqsFirstJiffies),
  fqsRule('host.fqsNextJiffies', ({ host }) => host.fqsNextJiffies),
];

function fqsRule(path: string, read: (scenario: Scenario) => number | null): Rule {
  return {
    paths: [path, 'host.hz'],
    check: (scenario) =>
      (read(scenario) ?? 0) <= scenario.host.hz
        ? null
        : {
            cause: 'the kernel caps this wait at a second',
            expected: `at most HZ, ${scenario.host.hz} jiffies,`,
            wayOut: `lower it, or set ${path}=null to have it computed`,
          },
  };
}

const workloadRules: readonly Rule[] = [
  ...['userspaceShare', 'blockShare'].map((share): Rule => {
    const path = `guest.exits.fastpath.${share}`;
    return {
      paths: [path],
      check: (scenario) =>
        valueAt(scenario, path) === 0
          ? null
          : {
              cause: 'fastpath exits return at once',
              expected: '0 for the class fastpath',
              wayOut: 'give the share to another class, such as guest.exits.io',
            },
    };
  }),
  {
    paths: ['gracePeriods.thinkMs', 'gracePeriods.backToBack'],
    check: ({ gracePeriods: { backToBack, thinkMs } }) =>
      !backToBack || thinkMs === null
        ? null
        : {
            cause: 'back to back leaves no time to think',
            expected: 'null with gracePeriods.backToBack',
            wayOut: 'set gracePeriods.thinkMs=null, or gracePeriods.backToBack=false',
          },
  },
  {
    paths: ['gracePeriods.callbacksPerSec', 'host.rcuNocbs'],
    check: ({ gracePeriods, host }) =>
      gracePeriods.callbacksPerSec === 0 || !host.rcuNocbs
        ? null
        : {
            cause: 'callbacks of an offloaded CPU run elsewhere',
            expected: '0 with host.rcuNocbs true',
            wayOut: 'set host.isolation=isolcpus and host.rcuNocbs=false for callbacks on this CPU',
          },
  },
  {
    paths: ['gracePeriods.deferredWakeupsPerSec', 'host.rcuNocbs'],
    check: ({ gracePeriods, host }) =>
      gracePeriods.deferredWakeupsPerSec === 0 || host.rcuNocbs
        ? null
        : {
            cause: 'only an offloaded CPU defers wake-ups of rcuog',
            expected: '0 with host.rcuNocbs false',
            wayOut: 'set host.rcuNocbs=true',
          },
  },
];

const runRules: readonly Rule[] = [
  {
    paths: ['run.warmupSec', 'run.durationSec'],
    check: ({ run }) =>
      run.warmupSec <= Math.max(10, run.durationSec)
        ? null
        : {
            cause: 'warm-up longer than the run',
            expected: `at most ${Math.max(10, run.durationSec)} s, the longer of 10 s and run.durationSec,`,
            wayOut: 'shorten run.warmupSec or lengthen run.durationSec',
          },
  },
  {
    paths: ['run.durationSec', 'run.warmupSec', ...eventFields],
    check: (scenario) => {
      const sources = eventSources(scenario);
      const perSec = sources.reduce((sum, source) => sum + source.perSec, 0);
      const { durationSec, warmupSec } = scenario.run;
      if (perSec * (durationSec + warmupSec) <= mostEvents) return null;
      const longest = Number((mostEvents / perSec).toPrecision(2));
      return {
        cause: `too much to simulate, about ${(perSec * (durationSec + warmupSec)).toPrecision(2)} events`,
        expected: `at most ${mostEvents.toExponential(0)} events, here about ${longest} s,`,
        wayOut: `shorten run.durationSec, or lower ${sources[0]?.path}, which causes most of them`,
      };
    },
  },
];

/** Every spread is in order: the 99th percentile not below the median, and not absurdly far above it. */
const spreadRules: readonly Rule[] = fieldGroups.flatMap(({ path }): Rule[] => {
  const unit = ['Us', 'Ms'].find((each) => fieldAt(`${path}.median${each}`) !== undefined);
  if (unit === undefined) return [];
  const [upper, lower] = [`${path}.p99${unit}`, `${path}.median${unit}`];
  const check = (scenario: Scenario): Breach | null => {
    const [p99, median] = [Number(valueAt(scenario, upper)), Number(valueAt(scenario, lower))];
    if (p99 < median)
      return {
        cause: '99th percentile below the median',
        expected: `${median} or more`,
        wayOut: `raise it, or lower ${lower}`,
      };
    if (p99 <= median * widestSpread) return null;
    const expected = `at most ${widestSpread} times the median, ${median * widestSpread},`;
    return { cause: '99th percentile too far above the median', expected, wayOut: `lower it, or raise ${lower}` };
  };
  return [{ paths: [upper, lower], check }];
});

const rateRules: readonly Rule[] = fields
  .filter(({ kind, path, unit }) => kind === 'number' && unit === '/s' && path.endsWith('PerSec'))
  .map(({ path }) => ({
    paths: [path],
    check: (scenario) => {
      const rate = Number(valueAt(scenario, path));
      if (rate === 0 || rate >= smallestRate) return null;
      return { cause: 'rate that never fires', expected: `0 or at least ${smallestRate} /s`, wayOut: 'set it to 0' };
    },
  }));

/** All conditions over several fields. */
export const rules: readonly Rule[] = [...hostRules, ...workloadRules, ...spreadRules, ...rateRules, ...runRules];
