import fc from 'fast-check';
import { scenario, type Scenario } from '../../src/scenario/index.js';
import { randomLongStays } from '../engine/long-stays.js';
import { randomScenario } from '../engine/random-scenarios.js';

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

/** Everything at high rates, for some milliseconds. */
const crowded: fc.Arbitrary<Scenario> = fc
  .record({
    world: randomScenario,
    costs,
    hz: fc.constantFrom(100, 250, 300, 1000, 1000, 1000),
    stallTimeoutSec: fc.constantFrom(3, 21),
    msrShares: fc.constantFrom({}, { userspaceShare: 0.3, blockShare: 0.3 }),
    callbacksPerSec: fc.constantFrom(0, 400, 3000),
    durationSec: fc.constantFrom(0.02, 0.04, 0.08),
    warmupSec: fc.constantFrom(0, 0.004),
  })
  .map(({ world, costs: own, hz, stallTimeoutSec, callbacksPerSec, msrShares, ...run }) => {
    const { exits } = world.guest;
    return scenario({
      ...world,
      host: { ...world.host, hz, stallTimeoutSec },
      guest: {
        ...world.guest,
        exits: { ...exits, msr: { ...exits.msr, ...msrShares }, io: more(exits.io), fault: more(exits.fault) },
      },
      gracePeriods: { ...world.gracePeriods, callbacksPerSec: world.host.rcuNocbs ? 0 : callbacksPerSec },
      costs: own,
      vcpu: begun(world.vcpu),
      run: { ...run, seed: world.run.seed },
    });
  });

/** Little at a time, for seconds: what RCU does about grace periods that grow old. */
const lasting: fc.Arbitrary<Scenario> = fc
  .record({
    world: randomLongStays,
    costs,
    hz: fc.constantFrom(100, 100, 250),
    stealPerSec: fc.constantFrom(0, 0.6),
    thinkMs: fc.constantFrom(null, 150),
    requestsPerSec: fc.constantFrom(2, 15),
    stayUs: fc.constantFrom(300_000, 300_000, 3_400_000),
  })
  .map(({ world, costs: own, hz, stayUs, stealPerSec, ...requests }) => {
    const { exits } = world.guest;
    const long = stayUs > 1_000_000;
    const stay = { medianUs: stayUs, p99Us: 1.2 * stayUs };
    return scenario({
      ...world,
      host: { ...world.host, hz: long ? 100 : hz },
      guest: { ...world.guest, exits: { ...exits, heavy: { ...exits.heavy, handler: stay } } },
      nested: long ? { ...world.nested, stealPerSec, length: stay } : world.nested,
      gracePeriods: { ...world.gracePeriods, ...requests, backToBack: false },
      costs: own,
      vcpu: begun(world.vcpu),
      run: { durationSec: long ? 8 : 2, warmupSec: 0, seed: world.run.seed },
    });
  });

function more<T extends { readonly ratePerSec: number }>(exits: T): T {
  return { ...exits, ratePerSec: 3 * exits.ratePerSec };
}

/** A VM that is told to end in the first nanosecond has not begun; see the end of the contract. */
function begun(vcpu: Scenario['vcpu']): Scenario['vcpu'] {
  return { ...vcpu, terminateAtSec: vcpu.terminateAtSec === null ? null : Math.max(1e-6, vcpu.terminateAtSec / 3) };
}

/**
 * Returns small random scenarios over every field, whose logs have some hundred entries each. The first n of more are the same.
 *
 * @param count - how many
 * @param seed - of the choice [integer]
 */
export function referenceScenarios(count: number, seed: number): Scenario[] {
  const either = fc.oneof({ arbitrary: crowded, weight: 7 }, { arbitrary: lasting, weight: 1 });
  return fc.sample(either, { seed, numRuns: count });
}
