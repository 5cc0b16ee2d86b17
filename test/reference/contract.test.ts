import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { policies, policyById } from '../../src/policies/index.js';
import { fields } from '../../src/scenario/index.js';
import { valueAt } from '../../src/scenario/spec-tree.js';
import { engineLog } from './engine-log.js';
import { firstDifference, lineOf, recordsOf } from './event-log.js';
import { referenceScenarios } from './random-scenarios.js';

const scenarios = referenceScenarios(500, 1);

/** The first column of the tables of the contract's first section: every event that a log can hold. */
function eventsOfContract(): ReadonlySet<string> {
  const contract = readFileSync(new URL('README.md', import.meta.url), 'utf8');
  const [, section = ''] = /\n## 1\. [^\n]*\n(.*?)\n### 1\.4 /su.exec(contract) ?? [];
  const reasons = /R is the reason, one of (.*?) \(section/su.exec(section)?.[1] ?? '';
  const named = [...section.matchAll(/^\| `([^`]+)` /gmu)].map(([, event = '']) => event);
  return new Set([
    ...named.filter((event) => event !== 'rcu_pending: R'),
    ...[...reasons.matchAll(/`([^`]+)`/gu)].map(([, reason]) => `rcu_pending: ${reason}`),
  ]);
}

describe('the scenarios by which the two engines are compared', () => {
  it('vary every field but those that admit one value', () => {
    const values = (path: string) => new Set(scenarios.map((scenario) => valueAt(scenario, path)));
    const constant = fields
      .filter(({ absent }) => !absent)
      .filter(({ path }) => values(path).size === 1)
      .map(({ path }) => path);
    expect(constant).toEqual(['guest.exits.fastpath.userspaceShare', 'guest.exits.fastpath.blockShare']);
  });

  it('set every field that is absent unless set in a part of them, and leave it out of another', () => {
    const rare = fields
      .filter(({ absent }) => absent)
      .map(({ path }) => [path, scenarios.filter((scenario) => valueAt(scenario, path) !== undefined).length] as const)
      .filter(([, times]) => times < scenarios.length / 20 || times > (3 / 4) * scenarios.length);
    expect(rare).toEqual([]);
  });

  it('hold whatever the contract says that a log can hold, and nothing else', () => {
    const chosen = ['mainline', 'run-loop-flag-sched', 'qs-on-guest-exit-ideal'].map(policyById);
    const met = new Set<string>();
    for (const scenario of scenarios) {
      for (const policy of chosen) for (const { event } of engineLog(scenario, policy)) met.add(event);
    }
    expect(met).toEqual(eventsOfContract());
  });
});

describe('a log', () => {
  it.each(policies.map((policy) => [policy.id, policy] as const))(
    'has the same records whether exits are walked step by step or taken in one go: %s',
    (_, policy) => {
      for (const scenario of scenarios.slice(0, 40)) {
        const stepped = recordsOf(engineLog(scenario, policy));
        const quiet = recordsOf(engineLog(scenario, policy, 'quiet'));
        const at = firstDifference(stepped, quiet);
        expect(at < 0 ? 'the same' : `${lineOf(stepped[at])} | ${lineOf(quiet[at])}`).toBe('the same');
      }
    },
  );

  it('goes forward in time and ends before the run does', () => {
    for (const scenario of scenarios.slice(0, 60)) {
      const times = engineLog(scenario, policyById('mainline')).map(({ timeNs }) => timeNs);
      expect(times).toEqual(times.toSorted((a, b) => a - b));
      expect(times.at(-1) ?? 0).toBeLessThan(Math.round((scenario.run.durationSec + scenario.run.warmupSec) * 1e9) + 1);
    }
  });
});
