import fc from 'fast-check';
import { scenario, type Scenario, type ScenarioSpec } from '../../src/scenario/index.js';

const ms = { short: { medianMs: 1, p99Ms: 4 }, long: { medianMs: 8, p99Ms: 60 } } as const;
const us = { short: { medianUs: 2, p99Us: 20 }, long: { medianUs: 300, p99Us: 4000 } } as const;

/** A process that is off in half of the scenarios. */
const rate = (most: number) => fc.oneof(fc.constant(0), fc.integer({ min: 1, max: most }));
const share = fc.constantFrom(0, 0.2, 1);
const spreadUs = fc.constantFrom(us.short, us.long);
const spreadMs = fc.constantFrom(ms.short, ms.long);

const host = fc
  .record({
    hz: fc.constantFrom(100, 250, 300, 1000),
    cpus: fc.constantFrom(2, 8, 24, 600),
    isolation: fc.constantFrom('nohz_full', 'nohz_full', 'isolcpus'),
    rcuNocbs: fc.boolean(),
    preemption: fc.constantFrom('rt', 'rt', 'full', 'none'),
    rcuCore: fc.constantFrom('rcuc', 'softirq'),
    virtualization: fc.constantFrom('vmx', 'svm'),
    irqExitFastpath: fc.boolean(),
    rcucClass: fc.constantFrom('fifo', 'other'),
    rcucPriority: fc.constantFrom(1, 11, 60),
    vcpuClass: fc.constantFrom('fifo', 'other'),
    vcpuPriority: fc.constantFrom(1, 20, 70),
    idle: fc.constantFrom('cstates', 'halt', 'poll'),
    cpuModel: fc.constantFrom('skx', 'icx', 'spr'),
    deepestCState: fc.constantFrom('C1', 'C1E', 'C6'),
    haltPollNs: fc.constantFrom(0, 20_000, 200_000),
    skewTick: fc.boolean(),
    timekeeperLagUs: fc.constantFrom(0, 2, 900, 1.23456),
    fqsFirstJiffies: fc.constantFrom(null, null, 0, 1, 20),
    fqsNextJiffies: fc.constantFrom(null, null, 1, 20),
    stallTimeoutSec: fc.constant(3),
  })
  .map((some) => ({
    ...some,
    rcuNocbs: some.rcuNocbs || some.isolation === 'nohz_full',
    rcuCore: some.preemption === 'rt' ? 'rcuc' : some.rcuCore,
    irqExitFastpath: some.irqExitFastpath && some.virtualization === 'vmx',
  }));

const exitClass = (most: number) =>
  fc.record({
    ratePerSec: rate(most),
    arrival: fc.constantFrom('poisson', 'periodic'),
    handler: fc.constantFrom({ medianUs: 1, p99Us: 1 }, { medianUs: 2, p99Us: 20 }),
    userspaceShare: share,
    blockShare: share,
  });

const guest = fc.record({
  instrument: fc.constantFrom('oslat', 'cyclictest'),
  intervalUs: fc.constantFrom(200, 1000, 7000),
  clockDriftPpm: fc.constantFrom(0, 20, 123.4567),
  workUs: fc.constantFrom(0, 5, 70.12345),
  idle: fc.constantFrom('poll', 'hlt'),
  exits: fc.record({
    fastpath: exitClass(1000).map(({ ratePerSec, arrival, handler }) => ({ ratePerSec, arrival, handler })),
    msr: exitClass(1000).map((some) => ({ ...some, userspaceShare: 0, blockShare: 0 })),
    io: exitClass(500),
    fault: exitClass(500),
    heavy: exitClass(20).map((some) => ({ ...some, handler: { medianUs: 1500, p99Us: 20_000 } })),
  }),
  userspace: spreadUs,
  block: spreadUs,
  hlt: fc.record({ ratePerSec: rate(1500), length: spreadUs }),
});

const vcpu = fc.record({
  migration: fc.record({
    ratePerSec: rate(300),
    downtime: spreadUs,
    leftBehindShare: share,
    leftBehind: spreadMs,
  }),
  preemption: fc.record({ ratePerSec: rate(300), length: spreadUs, priority: fc.constantFrom(0, 2, 15, 80) }),
  otherIoctlShare: share,
  terminateAtSec: fc.constantFrom(null, null, 0, 0.02, 0.0771234567891),
  teardown: spreadMs,
});

const softirq = fc.record({ ratePerSec: rate(300), length: spreadUs, oneHandler: fc.boolean() });

const gracePeriods = fc.record({
  requestsPerSec: rate(400),
  burst: fc.constantFrom(1, 3),
  backToBack: fc.constantFrom(false, false, true),
  thinkMs: fc.constantFrom(null, null, 0, 0.3000007, 10),
  expeditedShare: share,
  othersIdle: share,
  othersReport: spreadMs,
  deferredWakeupsPerSec: rate(300),
  callbacksPerSec: rate(500),
  wakeFromGp: fc.boolean(),
});

const nested = fc.record({ stealPerSec: rate(200), length: spreadUs, hint: fc.boolean(), timekeeperToo: fc.boolean() });

const ticks = fc.record({
  timersPerSec: rate(300),
  keptOn: fc.boolean(),
  dependencyPerSec: rate(50),
  dependencyLength: spreadMs,
  otherIrqsPerSec: rate(500),
});

const patches = fc.record({
  patienceMs: fc.constantFrom(0, 1, 5, 50, 1000, 5000),
  lastGuestExitWindowMs: fc.constantFrom(1, 20, 1000),
  lastGuestExitClock: fc.constantFrom('jiffies', 'ktime'),
  lastQsAgeJiffies: fc.constantFrom(1, 20, 1000),
  soonUs: fc.constantFrom(1, 1000),
});

const costs = fc.constantFrom(
  {},
  {
    switchNs: 0,
    exitNs: 0,
    entryNs: 0,
    windowNs: 0,
    loopNs: 0,
    preEntryNs: 0,
    tailNs: 0,
    idleEntryNs: 0,
    idleExitNs: 0,
  },
  { windowNs: 20_000, tailNs: 20_000, idleEntryNs: 30_000, toUserNs: 30_000, schedInNs: 30_000, preEntryNs: 5000 },
  { callbackPathUs: 12.34567, gpInitNs: 400_000, gpCleanupNs: 400_000, fqsScanNs: 400_000, ipiNs: 0, wakeupNs: 0 },
);

/**
 * Small scenarios over every group at once: each rate off or far above any real host's, so that a fraction of a second
 * holds what else happens once a day. Groups that would contradict each other are made to agree.
 */
export const randomScenario: fc.Arbitrary<Scenario> = fc
  .record({
    host,
    guest,
    vcpu,
    softirq,
    gracePeriods,
    nested,
    ticks,
    patches,
    costs,
    run: fc.record({
      durationSec: fc.constantFrom(0.05, 0.12),
      warmupSec: fc.constantFrom(0, 0.01),
      seed: fc.nat(4294967295),
    }),
  })
  .map((spec) => {
    const own = spec.host.isolation === 'isolcpus' && !spec.host.rcuNocbs;
    const { gracePeriods: gp } = spec;
    return scenario({
      ...spec,
      gracePeriods: {
        ...gp,
        thinkMs: gp.backToBack ? null : gp.thinkMs,
        callbacksPerSec: own ? gp.callbacksPerSec : 0,
        deferredWakeupsPerSec: own ? 0 : gp.deferredWakeupsPerSec,
      },
    } as ScenarioSpec);
  });
