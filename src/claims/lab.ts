import { policyById, type Policy } from '../policies/index.js';
import { canonicalJson, scenario as completeScenario, type Scenario, type ScenarioSpec } from '../scenario/index.js';
import type { HostUnderTest } from './hosts.js';
import type { Observation, Probe } from './observation.js';
import { simulate } from './simulate.js';

/** Where experiments are made. All runs of one host under several policies see the same worlds, one a seed. */
export interface Lab {
  /** Returns what each policy did: for each a list of runs, one a seed. */
  compare<const Ids extends readonly (string | Policy)[]>(
    host: HostUnderTest,
    policies: Ids,
  ): Promise<{ -readonly [K in keyof Ids]: readonly Observation[] }>;
  /** Returns what one policy did; each run has a probe in it. */
  watch(host: HostUnderTest, policy: string | Policy, probe: Probe): Promise<readonly Observation[]>;
}

/** What surrounds a lab. */
export interface LabOptions {
  /** Changes every scenario before it is run [default: leaves it]. */
  readonly alter?: (scenario: Scenario) => Scenario;
  /** Called between two pieces of a run; whoever wants to stop the work throws here. */
  readonly pause: () => Promise<void>;
  /** What is known already, by policy and scenario; what is learnt is added. */
  readonly known?: Map<string, Observation>;
}

/** Returns a lab. */
export function createLab({ alter = (same) => same, pause, known = new Map() }: LabOptions): Lab {
  const scenariosOf = ({ spec, seeds }: HostUnderTest): Scenario[] =>
    Array.from({ length: seeds }, (_, i) => alter(completeScenario(seeded(spec, i + 1))));
  return {
    async compare(host, policies) {
      const runs: Observation[][] = policies.map(() => []);
      for (const scenario of scenariosOf(host)) {
        const found = await inOneWorld(scenario, policies, known, pause);
        for (const [i, observation] of found.entries()) runs[i]!.push(observation);
      }
      return runs as { -readonly [K in keyof typeof policies]: readonly Observation[] };
    },
    async watch(host, policy, probe) {
      const runs: Observation[] = [];
      for (const scenario of scenariosOf(host)) {
        runs.push(...(await simulate(scenario, [chosen(policy)], pause, probe)));
      }
      return runs;
    },
  };
}

/** Only policies by their id are remembered: two of one's own may share one. */
async function inOneWorld(
  scenario: Scenario,
  policies: readonly (string | Policy)[],
  known: Map<string, Observation>,
  pause: () => Promise<void>,
): Promise<Observation[]> {
  const world = canonicalJson(scenario);
  const keys = policies.map((policy) => (typeof policy === 'string' ? `${policy} ${world}` : null));
  const missing = policies.filter((_, i) => keys[i] === null || !known.has(keys[i]!));
  const fresh = await simulate(scenario, missing.map(chosen), pause);
  return keys.map((key) => {
    const before = key === null ? undefined : known.get(key);
    const observation = before ?? fresh.shift()!;
    if (key !== null) known.set(key, observation);
    return observation;
  });
}

function seeded(spec: ScenarioSpec, seed: number): ScenarioSpec {
  return { ...spec, run: { ...spec.run, seed } };
}

function chosen(policy: string | Policy): Policy {
  return typeof policy === 'string' ? policyById(policy) : policy;
}
