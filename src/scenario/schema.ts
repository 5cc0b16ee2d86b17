import { z } from 'zod';
import { costs } from './costs.js';
import { gracePeriods } from './grace-periods.js';
import { guest } from './guest.js';
import { host } from './host.js';
import { nested } from './nested.js';
import { patches } from './patches.js';
import { run } from './run.js';
import { softirq } from './softirq.js';
import { ticks } from './ticks.js';
import { vcpu } from './vcpu.js';

/** The schema of a complete scenario: every field present, nothing else. */
export const scenarioSchema = z.strictObject({
  host,
  patches,
  ticks,
  guest,
  vcpu,
  softirq,
  gracePeriods,
  nested,
  costs,
  run,
});

/** A complete scenario: every field present, checked, frozen. */
export type Scenario = DeepReadonly<z.infer<typeof scenarioSchema>>;

/** What a user writes: any part of a scenario; the rest comes from the preset and the defaults. */
export type ScenarioSpec = DeepPartial<z.infer<typeof scenarioSchema>>;

/** Median and 99th percentile of a lognormal duration [us]; equal: constant. Measured quantiles come before both. */
export interface SpreadUs {
  readonly medianUs: number;
  readonly p99Us: number;
  readonly quantilesUs?: string | undefined;
}

/** Median and 99th percentile of a lognormal duration [ms]; equal: constant. Measured quantiles come before both. */
export interface SpreadMs {
  readonly medianMs: number;
  readonly p99Ms: number;
  readonly quantilesMs?: string | undefined;
}

type DeepReadonly<T> = T extends object ? { readonly [K in keyof T]: DeepReadonly<T[K]> } : T;
type DeepPartial<T> = T extends object ? { readonly [K in keyof T]?: DeepPartial<T[K]> } : T;
