import { eventFields, eventsPerSec, eventSources } from './expected-events.js';
import { fields } from './fields.js';
import type { Rule } from './rule.js';
import type { Scenario } from './schema.js';
import { valueAt } from './spec-tree.js';
import { spreadRules } from './spread-rules.js';

/** More events than this are a mistake: hours of computing, or days. */
const mostEvents = 5e10;
/** A smaller rate means: never, in the longest of runs. */
const smallestRate = 1e-6;
/** A warm-up may always be this long [s]. */
const plainWarmupSec = 10;

const hostRules: readonly Rule[] = [
  {
    paths: ['host.rcuCore', 'host.preemption'],
    holds: ({ host }) => host.preemption !== 'rt' || host.rcuCore === 'rcuc',
    words: {
      cause: 'PREEMPT_RT has no RCU softirq',
      expected: 'rcuc with host.preemption rt',
      wayOut: 'set host.rcuCore=rcuc, or host.preemption=full',
    },
  },
  {
    paths: ['host.rcuNocbs', 'host.isolation'],
    holds: ({ host }) => host.isolation !== 'nohz_full' || host.rcuNocbs,
    words: {
      cause: 'nohz_full offloads callbacks',
      expected: 'true with host.isolation nohz_full',
      wayOut: 'set host.rcuNocbs=true, or host.isolation=isolcpus',
    },
  },
  {
    paths: ['host.irqExitFastpath', 'host.virtualization'],
    holds: ({ host }) => !host.irqExitFastpath || host.virtualization === 'vmx',
    words: {
      cause: 'SVM cannot handle an interrupt without enabling interrupts',
      expected: 'false with host.virtualization svm',
      wayOut: 'set host.irqExitFastpath=false, or host.virtualization=vmx',
    },
  },
  {
    paths: ['host.timekeeperLagUs', 'host.hz'],
    holds: ({ host }) => host.timekeeperLagUs < 1e6 / host.hz,
    words: ({ host }) => ({
      cause: 'timekeeper a whole tick late',
      expected: `less than one tick, ${Number((1e6 / host.hz).toPrecision(6))} us at HZ ${host.hz},`,
      wayOut: 'lower host.timekeeperLagUs or host.hz',
    }),
  },
  {
    paths: ['ticks.phaseUs', 'host.hz'],
    holds: ({ host, ticks }) => (ticks.phaseUs ?? 0) < 1e6 / host.hz,
    words: ({ host }) => ({
      cause: 'phase of a whole tick',
      expected: `less than one tick, ${Number((1e6 / host.hz).toPrecision(6))} us at HZ ${host.hz},`,
      wayOut: 'lower ticks.phaseUs or host.hz',
    }),
  },
  ...['host.fqsFirstJiffies', 'host.fqsNextJiffies'].map((path) => ({
    paths: [path, 'host.hz'],
    holds: (scenario: Scenario) => Number(valueAt(scenario, path)) <= scenario.host.hz,
    words: ({ host }: Scenario) => ({
      cause: 'the kernel caps this wait at a second',
      expected: `at most HZ, ${host.hz} jiffies,`,
      wayOut: `lower it, or set ${path}=null to have it computed`,
    }),
  })),
];

const workloadRules: readonly Rule[] = [
  ...['guest.exits.fastpath.userspaceShare', 'guest.exits.fastpath.blockShare'].map((path) => ({
    paths: [path],
    holds: (scenario: Scenario) => valueAt(scenario, path) === 0,
    words: {
      cause: 'fastpath exits return at once',
      expected: '0 for the class fastpath',
      wayOut: 'give the share to another class, such as guest.exits.io',
    },
  })),
  {
    paths: ['gracePeriods.thinkMs', 'gracePeriods.backToBack'],
    holds: ({ gracePeriods: { backToBack, thinkMs } }) => !backToBack || thinkMs === null,
    words: {
      cause: 'back to back leaves no time to think',
      expected: 'null with gracePeriods.backToBack',
      wayOut: 'set gracePeriods.thinkMs=null, or gracePeriods.backToBack=false',
    },
  },
  {
    paths: ['gracePeriods.callbacksPerSec', 'host.rcuNocbs'],
    holds: ({ gracePeriods, host }) => gracePeriods.callbacksPerSec === 0 || !host.rcuNocbs,
    words: {
      cause: 'callbacks of an offloaded CPU run elsewhere',
      expected: '0 with host.rcuNocbs true',
      wayOut: 'set host.isolation=isolcpus and host.rcuNocbs=false for callbacks on this CPU',
    },
  },
  {
    paths: ['gracePeriods.deferredWakeupsPerSec', 'host.rcuNocbs'],
    holds: ({ gracePeriods, host }) => gracePeriods.deferredWakeupsPerSec === 0 || host.rcuNocbs,
    words: {
      cause: 'only an offloaded CPU defers wake-ups of rcuog',
      expected: '0 with host.rcuNocbs false',
      wayOut: 'set host.rcuNocbs=true',
    },
  },
];

const rateRules: readonly Rule[] = fields
  .filter(({ path }) => path.endsWith('PerSec'))
  .map(({ path }) => ({
    paths: [path],
    holds: (scenario) => valueAt(scenario, path) === 0 || Number(valueAt(scenario, path)) >= smallestRate,
    words: { cause: 'rate that never fires', expected: `0 or at least ${smallestRate} /s`, wayOut: 'set it to 0' },
  }));

const simulatedSec = ({ run }: Scenario): number => run.durationSec + run.warmupSec;

const runRules: readonly Rule[] = [
  {
    paths: ['run.warmupSec', 'run.durationSec'],
    holds: ({ run }) => run.warmupSec <= Math.max(plainWarmupSec, run.durationSec),
    words: ({ run }) => ({
      cause: 'warm-up longer than the run',
      expected: `at most ${Math.max(plainWarmupSec, run.durationSec)} s`,
      wayOut: 'shorten run.warmupSec or lengthen run.durationSec',
    }),
  },
  {
    paths: ['run.durationSec', 'run.warmupSec', ...eventFields],
    holds: (scenario) => eventsPerSec(scenario) * simulatedSec(scenario) <= mostEvents,
    words: (scenario) => ({
      cause: `too much to simulate, about ${(eventsPerSec(scenario) * simulatedSec(scenario)).toPrecision(2)} events`,
      expected: `at most ${mostEvents.toExponential()} events, here about ${(mostEvents / eventsPerSec(scenario)).toPrecision(2)} s,`,
      wayOut: `shorten run.durationSec, or lower ${eventSources(scenario)[0]?.path}, which causes most of them`,
    }),
  },
];

/** All conditions over several fields. */
export const rules: readonly Rule[] = [...hostRules, ...workloadRules, ...spreadRules, ...rateRules, ...runRules];
