import type { ScenarioSpec } from '../../scenario/index.js';

/** A field of the scenario that the recording tells, and from what. */
export interface Identified {
  /** Path of the field, or of the group of fields. */
  readonly path: string;
  readonly from: string;
}

/** A field that the recording doesn't tell. */
export interface Unidentified {
  readonly path: string;
  readonly reason: string;
  /** What stands in for it. */
  readonly standsIn: string;
}

/** What one step of the fit found, and what it could not. */
export interface Finding {
  readonly spec: ScenarioSpec;
  readonly identified: readonly Identified[];
  readonly unidentified: readonly Unidentified[];
}

/** Returns all findings as one; of two for the same field the later one holds. */
export function joined(findings: readonly Finding[]): Finding {
  const saidLater = (path: string, at: number): boolean =>
    findings
      .slice(at + 1)
      .some((later) => [...later.identified, ...later.unidentified].some((each) => each.path === path));
  return {
    spec: findings.reduce<ScenarioSpec>((spec, finding) => overlaid(spec, finding.spec), {}),
    identified: findings.flatMap(({ identified }, at) => identified.filter(({ path }) => !saidLater(path, at))),
    unidentified: findings.flatMap(({ unidentified }, at) => unidentified.filter(({ path }) => !saidLater(path, at))),
  };
}

function overlaid<T extends object>(base: T, layer: T): T {
  const merged = { ...base } as Record<string, unknown>;
  for (const [key, value] of Object.entries(layer)) {
    const below = merged[key];
    const deeper = typeof below === 'object' && below !== null && typeof value === 'object' && value !== null;
    merged[key] = deeper ? overlaid(below, value as object) : value;
  }
  return merged as T;
}
