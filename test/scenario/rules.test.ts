import { describe, expect, it } from 'vitest';
import { eventFields } from '../../src/scenario/expected-events.js';
import { eventSources, fields, scenario, type Scenario } from '../../src/scenario/index.js';
import { problemsOf, wrongPaths } from './problems-of.js';

describe('conditions between fields', () => {
  it.each([
    ['PREEMPT_RT with RCU_SOFTIRQ', 'host.rcuCore', { host: { preemption: 'rt', rcuCore: 'softirq' } }],
    ['nohz_full without offloading', 'host.rcuNocbs', { host: { rcuNocbs: false } }],
    [
      'the interrupt fast path on SVM',
      'host.irqExitFastpath',
      { host: { virtualization: 'svm', irqExitFastpath: true } },
    ],
    ['a timekeeper a tick late', 'host.timekeeperLagUs', { host: { hz: 1000, timekeeperLagUs: 1000 } }],
    ['a first scan after more than a second', 'host.fqsFirstJiffies', { host: { hz: 100, fqsFirstJiffies: 101 } }],
    ['scans more than a second apart', 'host.fqsNextJiffies', { host: { hz: 250, fqsNextJiffies: 251 } }],
    ['a 99th percentile below the median', 'softirq.length.p99Us', { softirq: { length: { medianUs: 9, p99Us: 8 } } }],
    ['a median of 0 with a tail', 'softirq.length.p99Us', { softirq: { length: { medianUs: 0, p99Us: 8 } } }],
    ['a tail of years', 'vcpu.teardown.p99Ms', { vcpu: { teardown: { medianMs: 1, p99Ms: 1001 } } }],
    ['back to back with time to think', 'gracePeriods.thinkMs', { gracePeriods: { backToBack: true, thinkMs: 5 } }],
    ['callbacks on an offloaded CPU', 'gracePeriods.callbacksPerSec', { gracePeriods: { callbacksPerSec: 5 } }],
    [
      'deferred wake-ups on a CPU that is not offloaded',
      'gracePeriods.deferredWakeupsPerSec',
      { host: { isolation: 'isolcpus', rcuNocbs: false }, gracePeriods: { deferredWakeupsPerSec: 1 } },
    ],
    [
      'fast-path exits that sleep',
      'guest.exits.fastpath.blockShare',
      { guest: { exits: { fastpath: { blockShare: 1 } } } },
    ],
    ['a warm-up longer than the run', 'run.warmupSec', { run: { warmupSec: 61 } }],
    ['a rate that never fires', 'softirq.ratePerSec', { softirq: { ratePerSec: 1e-9 } }],
    [
      'more events than anyone can wait for',
      'run.durationSec',
      { run: { durationSec: 1e6 }, guest: { exits: { msr: { ratePerSec: 1e6 } } } },
    ],
  ])('refuse %s, with the way out', (_, path, spec) => {
    const problems = problemsOf(spec);
    expect(problems.map((each) => each.path)).toEqual([path]);
    expect(problems[0]?.wayOut).toMatch(/set|lower|raise|give|shorten/);
  });

  it('allow the neighbours of what they refuse', () => {
    const allowed = [
      { host: { preemption: 'full', rcuCore: 'softirq' } },
      { host: { isolation: 'isolcpus', rcuNocbs: false }, gracePeriods: { callbacksPerSec: 5 } },
      { host: { virtualization: 'vmx', irqExitFastpath: true } },
      { host: { hz: 1000, timekeeperLagUs: 999 } },
      { host: { hz: 100, fqsFirstJiffies: 100, fqsNextJiffies: 100 } },
      { softirq: { length: { medianUs: 0, p99Us: 0 } } },
      { vcpu: { teardown: { medianMs: 1, p99Ms: 1000 } } },
      { run: { durationSec: 0.001 } },
      { run: { warmupSec: 600, durationSec: 600 } },
      { gracePeriods: { deferredWakeupsPerSec: 10 } },
    ];
    for (const spec of allowed) expect([spec, wrongPaths(spec)]).toEqual([spec, []]);
  });

  it('are not asked about fields that are wrong by themselves', () => {
    expect(wrongPaths({ host: { hz: 0, timekeeperLagUs: 5000 } })).toEqual(['host.hz']);
  });

  it('cover every spread: two fields of one group, never one alone', () => {
    const halves = fields.filter(({ path }) => /\.(median|p99)(Us|Ms)$/.test(path));
    const groups = new Set(halves.map(({ path }) => path.slice(0, path.lastIndexOf('.'))));
    expect(halves.length).toBe(2 * groups.size);
    for (const group of groups) {
      const unit = halves.some(({ path }) => path === `${group}.medianUs`) ? 'Us' : 'Ms';
      const spec = group
        .split('.')
        .reduceRight<object>((inner, key) => ({ [key]: inner }), { [`median${unit}`]: 2, [`p99${unit}`]: 1 });
      expect(wrongPaths(spec)).toEqual([`${group}.p99${unit}`]);
    }
  });
});

describe('eventSources', () => {
  it('names the field that drives most events first', () => {
    const [first] = eventSources(scenario({ softirq: { ratePerSec: 90_000 } }, 'busy-poll'));
    expect(first?.path).toBe('softirq.ratePerSec');
  });

  it('names only fields that exist, with finite rates', () => {
    const known = new Set(fields.map(({ path }) => path));
    for (const preset of ['discussion', 'recorded-h1000', 'quiet']) {
      const sources = eventSources(scenario({ gracePeriods: { thinkMs: 0 } }, preset));
      expect(sources.every(({ path, perSec }) => known.has(path) && Number.isFinite(perSec))).toBe(true);
    }
  });

  it('reads no field but those it names', () => {
    const read = new Set<string>();
    const spied = (part: object, prefix: string): object =>
      new Proxy(part, {
        get: (target, key) => {
          const value: unknown = Reflect.get(target, key);
          const path = `${prefix}${String(key)}`;
          read.add(path);
          return typeof value === 'object' && value !== null ? spied({ ...value }, `${path}.`) : value;
        },
      });
    for (const spec of [{}, { gracePeriods: { thinkMs: 5 } }, { guest: { instrument: 'cyclictest' } }] as const) {
      eventSources(spied({ ...scenario(spec) }, '') as Scenario);
    }
    const leaves = fields.map(({ path }) => path).filter((path) => read.has(path));
    expect(leaves.filter((path) => !eventFields.includes(path))).toEqual([]);
  });

  it('allows twelve hours of the discussion, as acceptance tests of real-time hosts last', () => {
    expect(problemsOf({ run: { durationSec: 43_200 } })).toEqual([]);
  });
});
