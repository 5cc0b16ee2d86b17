import fc from 'fast-check';
import { scenario, type Scenario } from '../../src/scenario/index.js';
import { randomLongStays } from '../engine/long-stays.js';
import { randomScenario } from '../engine/random-scenarios.js';
import { optionalFields, withOptionalFields } from './optional-fields.js';

/** A cost of a step: none, a usual one, or one so long that interrupts find it. */
const costNs = (usual: number, long: number) => fc.constantFrom(usual, usual, 0, long);
const spread = (medianUs: number, p99Us: number) => fc.constantFrom({ medianUs, p99Us }, { medianUs: 40, p99Us: 90 });

const costs = fc.record({
  exitNs: costNs(400, 20_000),
  entryNs: costNs(400, 20_000),
  windowNs: costNs(5, 30_000),
  tailNs: costNs(60, 30_000),
  loopNs: costNs(150, 30_000),
  preEntryNs: costNs(80, 30_000),
  leaveNs: costNs(600, 30_000),
  toUserNs: costNs(300, 40_000),
  fromUserNs: costNs(400, 40_000),
  loadNs: costNs(300, 30_000),
  blockNs: costNs(400, 40_000),
  switchNs: costNs(2500, 30_000),
  idleEntryNs: costNs(600, 40_000),
  idleExitNs: costNs(500, 40_000),
  schedInNs: costNs(800, 40_000),
  wakeupNs: costNs(3000, 20_000),
  guestIrqNs: costNs(500, 250_000),
  ipiNs: costNs(1000, 10_000),
  gpInitNs: costNs(5000, 700_000),
  fqsScanNs: costNs(5000, 700_000),
  gpCleanupNs: costNs(5000, 700_000),
  callbackPathUs: fc.constantFrom(50, 0, 12.34567),
  jiffiesStoreNs: fc.constantFrom(2, 0),
  ktimeStoreNs: fc.constantFrom(20, 0),
  quiescentStateNoteNs: fc.constantFrom(17, 0),
  flagStoreNs: fc.constantFrom(1, 0),
  tick: spread(2, 4),
  rcuc: spread(12, 30),
  rcuCore: spread(2, 5),
});

const terminateAtSec = (latest: number) => fc.constantFrom(null, null, null, null, 0, 1e-6, latest / 5, latest);

/** Everything at high rates, for some milliseconds. */
const crowded: fc.Arbitrary<Scenario> = fc
  .record({
    world: randomScenario,
    costs,
    run: fc.record({ durationSec: fc.constantFrom(0.02, 0.04, 0.08), warmupSec: fc.constantFrom(0, 0.004) }),
    host: fc.record({
      hz: fc.constantFrom(100, 250, 300, 1000, 1000, 1000),
      cpus: fc.constantFrom(2, 4, 8, 24, 600),
      stallTimeoutSec: fc.constantFrom(3, 21),
    }),
    msrShares: fc.constantFrom({}, { userspaceShare: 0.3, blockShare: 0.3 }),
    requestsPerSec: fc.constantFrom(0, 200, 3000),
    callbacksPerSec: fc.constantFrom(0, 400, 3000),
    stealPerSec: fc.constantFrom(0, 0, 200, 2000),
    migrationsPerSec: fc.constantFrom(0, 0, 200, 1000),
    terminateAtSec: terminateAtSec(0.0356789),
    optional: optionalFields([1, 90.12345, 500, 500, 2000.6789]),
  })
  .map(({ world, msrShares, callbacksPerSec, optional, ...own }) => {
    const { exits } = world.guest;
    const often = { io: more(exits.io), fault: more(exits.fault), msr: { ...exits.msr, ...msrShares } };
    const chosen = scenario({
      ...world,
      host: { ...world.host, ...own.host },
      guest: { ...world.guest, exits: { ...exits, ...often } },
      vcpu: {
        ...world.vcpu,
        migration: { ...world.vcpu.migration, ratePerSec: own.migrationsPerSec },
        terminateAtSec: own.terminateAtSec,
      },
      gracePeriods: {
        ...world.gracePeriods,
        requestsPerSec: own.requestsPerSec,
        callbacksPerSec: world.host.rcuNocbs ? 0 : callbacksPerSec,
      },
      nested: { ...world.nested, stealPerSec: own.stealPerSec },
      costs: own.costs,
      run: { ...own.run, seed: world.run.seed },
    });
    return withOptionalFields(chosen, optional);
  });

function more<T extends { readonly ratePerSec: number }>(exits: T): T {
  return { ...exits, ratePerSec: 3 * exits.ratePerSec };
}

/** Little at a time, for seconds: what RCU does about grace periods that grow old. */
const lasting: fc.Arbitrary<Scenario> = fc
  .record({
    world: randomLongStays,
    costs,
    host: fc.record({ hz: fc.constantFrom(100, 100, 250), fqsFirstJiffies: fc.constantFrom(null, 1, 70) }),
    stealPerSec: fc.constantFrom(0, 0.6),
    requests: fc.record({ thinkMs: fc.constantFrom(null, null, null, 150), requestsPerSec: fc.constantFrom(2, 30) }),
    stayUs: fc.constantFrom(300_000, 300_000, 3_400_000),
    terminateAtSec: terminateAtSec(1.23456789),
    optional: optionalFields([50_000.12345, 400_000]),
  })
  .map(({ world, stayUs, optional, ...own }) => {
    const { exits } = world.guest;
    const long = stayUs > 1_000_000;
    const stay = { medianUs: stayUs, p99Us: 1.2 * stayUs };
    const chosen = scenario({
      ...world,
      host: { ...world.host, ...own.host, ...(long && { hz: 100 }) },
      guest: { ...world.guest, exits: { ...exits, heavy: { ...exits.heavy, handler: stay } } },
      vcpu: { ...world.vcpu, terminateAtSec: own.terminateAtSec },
      gracePeriods: { ...world.gracePeriods, ...own.requests, backToBack: false },
      nested: long ? { ...world.nested, stealPerSec: own.stealPerSec, length: stay } : world.nested,
      costs: own.costs,
      run: { durationSec: long ? 8 : 2, warmupSec: 0, seed: world.run.seed },
    });
    return withOptionalFields(chosen, optional);
  });

/**
 * Returns small random scenarios over every field, whose logs have some hundred entries each. The first n of more are the same.
 *
 * @param count - how many
 * @param seed - of the choice [integer]
 */
export function referenceScenarios(count: number, seed: number): Scenario[] {
  const either = fc.oneof({ arbitrary: crowded, weight: 7 }, { arbitrary: lasting, weight: 2 });
  return fc.sample(either, { seed, numRuns: count });
}
