import { fields } from './fields.js';
import { parseQuantiles } from './quantile-text.js';
import type { Scenario } from './schema.js';

/** How many events a part of the world is expected to cause. */
export interface EventSource {
  /** The field that sets the rate. */
  readonly path: string;
  readonly perSec: number;
}

/** The fields that `eventSources` reads. */
export const eventFields: readonly string[] = [
  'host.hz',
  'host.isolation',
  'ticks.keptOn',
  'ticks.dependencyLength.p99Ms',
  'guest.instrument',
  'guest.intervalUs',
  'guest.hlt.workUs',
  'guest.systemCallUs',
  'guest.betweenCallsUs',
  'gracePeriods.backToBack',
  'gracePeriods.burst',
  'gracePeriods.thinkMs',
  ...fields.map(({ path }) => path).filter((path) => path.endsWith('PerSec')),
];

/** Returns what drives a simulation of the scenario, most events first: an estimate, good to a factor of two or so. */
export function eventSources(scenario: Scenario): readonly EventSource[] {
  const { guest, gracePeriods, host, nested, softirq, ticks, vcpu } = scenario;
  const { dependencyPerSec, dependencyLength, keptOn } = ticks;
  const ticking =
    keptOn || host.isolation === 'isolcpus' ? 1 : Math.min(1, (dependencyPerSec * dependencyLength.p99Ms) / 1000);
  const sources = [
    ...Object.entries(guest.exits).map(([name, { ratePerSec }]) =>
      source(`guest.exits.${name}.ratePerSec`, 3 * ratePerSec),
    ),
    source('guest.hlt.ratePerSec', 6 * guest.hlt.ratePerSec),
    source('guest.hlt.workUs', haltCycles(guest)),
    source('guest.systemCallUs', systemCalls(guest)),
    source('guest.intervalUs', guest.instrument === 'cyclictest' ? 4e6 / guest.intervalUs : 0),
    source('ticks.keptOn', ticking * host.hz),
    source('ticks.timersPerSec', 2 * ticks.timersPerSec),
    source('ticks.dependencyPerSec', dependencyPerSec),
    source('ticks.otherIrqsPerSec', 2 * ticks.otherIrqsPerSec),
    source('vcpu.migration.ratePerSec', 6 * vcpu.migration.ratePerSec),
    source('vcpu.preemption.ratePerSec', 6 * vcpu.preemption.ratePerSec),
    source('softirq.ratePerSec', 3 * softirq.ratePerSec),
    source('nested.stealPerSec', 3 * nested.stealPerSec),
    source('gracePeriods.deferredWakeupsPerSec', 2 * gracePeriods.deferredWakeupsPerSec),
    source('gracePeriods.callbacksPerSec', 2 * gracePeriods.callbacksPerSec),
    gracePeriodSource(scenario),
  ];
  return sources.sort((a, b) => b.perSec - a.perSec);
}

/** Returns how many events a second of simulated time is expected to hold, in all. */
export function eventsPerSec(scenario: Scenario): number {
  return eventSources(scenario).reduce((sum, { perSec }) => sum + perSec, 0);
}

function gracePeriodSource({ gracePeriods, host }: Scenario): EventSource {
  const { backToBack, burst, requestsPerSec, thinkMs } = gracePeriods;
  const eventsOfOne = 8;
  const mostPerSec = host.hz;
  if (backToBack) return source('gracePeriods.backToBack', eventsOfOne * mostPerSec);
  if (thinkMs !== null)
    return source('gracePeriods.thinkMs', eventsOfOne * Math.min(mostPerSec, 1000 / thinkMs) + burst);
  const perSec = eventsOfOne * Math.min(mostPerSec, requestsPerSec) + burst * requestsPerSec;
  return source('gracePeriods.requestsPerSec', perSec);
}

function source(path: string, perSec: number): EventSource {
  return { path, perSec };
}

/** Events of a guest that works and halts in turn. */
function haltCycles({ hlt }: Scenario['guest']): number {
  return hlt.workUs === undefined ? 0 : 6e6 / (hlt.workUs + hlt.length.medianUs);
}

/** Events of a VMM that does nothing but make its shortest system calls. */
function systemCalls({ betweenCallsUs = 1, systemCallUs }: Scenario['guest']): number {
  return systemCallUs === undefined ? 0 : 2e6 / (betweenCallsUs + (parseQuantiles(systemCallUs)[0] ?? 0));
}
