import fc from 'fast-check';
import { scenario, type Scenario } from '../../src/scenario/index.js';
import { randomScenario } from './random-scenarios.js';

/**
 * Small random worlds in long stays: what a fraction of a second held is now spread over some, and the kernel keeps its CPUs for up
 * to seconds, so that grace periods grow old, RCU urges, forces ticks, reschedules and warns.
 */
export const randomLongStays: fc.Arbitrary<Scenario> = fc
  .record({
    world: randomScenario,
    heavyPerSec: fc.constantFrom(0, 2),
    softirqPerSec: fc.constantFrom(0, 2),
    threadsPerSec: fc.constantFrom(0, 5),
    stealPerSec: fc.constantFrom(0, 0, 2),
    expStallTimeoutMs: fc.constantFrom(0, 20),
  })
  .map(({ world, ...rates }) => {
    const { host, guest, vcpu, softirq, gracePeriods, ticks, nested } = world;
    const rare = <T extends { readonly ratePerSec: number }>(part: T) => ({
      ...part,
      ratePerSec: part.ratePerSec / 20,
    });
    const { fastpath, msr, io, fault } = guest.exits;
    const heavy = { ratePerSec: rates.heavyPerSec, handler: { medianUs: 300_000, p99Us: 1_500_000 } };
    const seconds = { medianMs: 300, p99Ms: 1500 };
    return scenario({
      ...world,
      host: { ...host, stallTimeoutSec: 3, expStallTimeoutMs: rates.expStallTimeoutMs },
      guest: {
        ...guest,
        intervalUs: 20 * guest.intervalUs,
        exits: { fastpath: rare(fastpath), msr: rare(msr), io: rare(io), fault: rare(fault), heavy },
        hlt: rare(guest.hlt),
      },
      vcpu: {
        ...vcpu,
        migration: { ...rare(vcpu.migration), leftBehind: seconds },
        preemption: {
          ...vcpu.preemption,
          ratePerSec: rates.threadsPerSec,
          length: { medianUs: 100_000, p99Us: 900_000 },
        },
        terminateAtSec: vcpu.terminateAtSec === null ? null : 10 * vcpu.terminateAtSec,
        teardown: seconds,
      },
      softirq: { ...softirq, ratePerSec: rates.softirqPerSec, length: { medianUs: 200_000, p99Us: 1_500_000 } },
      gracePeriods: {
        ...gracePeriods,
        requestsPerSec: gracePeriods.requestsPerSec / 10,
        callbacksPerSec: gracePeriods.callbacksPerSec / 20,
        deferredWakeupsPerSec: gracePeriods.deferredWakeupsPerSec / 20,
      },
      nested: { ...nested, stealPerSec: rates.stealPerSec, length: { medianUs: 100_000, p99Us: 900_000 } },
      ticks: { ...ticks, otherIrqsPerSec: ticks.otherIrqsPerSec / 20 },
      run: { durationSec: 4, warmupSec: 0, seed: world.run.seed },
    });
  });
