// @ts-check

/** @typedef {import('../../src/scenario/index.js').Scenario} Scenario */
/** @typedef {import('../../src/scenario/index.js').ScenarioSpec} ScenarioSpec */
/** @typedef {import('../../src/record/index.js').PolicyRecord} PolicyRecord */
/** @typedef {import('../../src/record/index.js').Histogram} Histogram */

/**
 * What a run of the tick core counts. Histograms are pairs of bucket and number, ascending.
 *
 * @typedef {object} Counts
 * @property {number} exits
 * @property {number} ticks
 * @property {number} wakes - of rcuc
 * @property {number} gracePeriods - begun and ended
 * @property {readonly (readonly number[])[]} latency
 * @property {readonly (readonly number[])[]} gracePeriodLength
 * @property {readonly (readonly number[])[]} synchronizeRcu
 */

const never = { ratePerSec: 0 };

/** What must hold of a scenario for the twins, which know nothing else, to be the same model. */
const reducedTo = {
  'host.isolation': 'nohz_full',
  'host.virtualization': 'svm',
  'host.preemption': 'rt',
  'host.rcuCore': 'rcuc',
  'host.rcucClass': 'fifo',
  'host.vcpuClass': 'fifo',
  'host.skewTick': false,
  'ticks.timersPerSec': 0,
  'ticks.keptOn': true,
  'ticks.dependencyPerSec': 0,
  'ticks.otherIrqsPerSec': 0,
  'guest.instrument': 'oslat',
  'guest.exits.fastpath.ratePerSec': 0,
  'guest.exits.io.ratePerSec': 0,
  'guest.exits.fault.ratePerSec': 0,
  'guest.exits.msr.arrival': 'poisson',
  'guest.exits.msr.userspaceShare': 0,
  'guest.exits.msr.blockShare': 0,
  'guest.exits.heavy.arrival': 'poisson',
  'guest.exits.heavy.userspaceShare': 0,
  'guest.exits.heavy.blockShare': 0,
  'guest.hlt.ratePerSec': 0,
  'vcpu.migration.ratePerSec': 0,
  'vcpu.preemption.ratePerSec': 0,
  'vcpu.terminateAtSec': null,
  'softirq.ratePerSec': 0,
  'gracePeriods.burst': 1,
  'gracePeriods.backToBack': false,
  'gracePeriods.thinkMs': null,
  'gracePeriods.deferredWakeupsPerSec': 0,
  'gracePeriods.callbacksPerSec': 0,
  'gracePeriods.wakeFromGp': false,
  'nested.stealPerSec': 0,
  'run.warmupSec': 0,
};

/** The policies that the twins know. */
export const twinPolicies = /** @type {const} */ (['mainline', 'patience']);

/**
 * Returns the scenario that all three simulate: a busy guest on a CPU whose tick is always on, exits of 3 and of 60 us, a
 * caller of `synchronize_rcu()` every 20 ms, and nothing else.
 *
 * @param {number} durationSec - simulated time [s, 0.001..1e6]
 * @param {number} [seed]
 * @returns {ScenarioSpec}
 */
export function tickCore(durationSec, seed = 1) {
  return {
    host: { hz: 1000, cpus: 2, virtualization: 'svm', skewTick: false, fqsFirstJiffies: 3, fqsNextJiffies: 3 },
    ticks: { timersPerSec: 0, keptOn: true, dependencyPerSec: 0, otherIrqsPerSec: 0 },
    guest: {
      instrument: 'oslat',
      exits: {
        fastpath: never,
        msr: { ratePerSec: 1900, handler: { medianUs: 3, p99Us: 3 } },
        io: never,
        fault: never,
        heavy: { ratePerSec: 100, handler: { medianUs: 60, p99Us: 60 } },
      },
      hlt: never,
    },
    vcpu: { migration: never, preemption: never },
    softirq: never,
    gracePeriods: { requestsPerSec: 50, othersIdle: 0.5, othersReport: { medianMs: 2, p99Ms: 2 } },
    costs: { tick: { medianUs: 3, p99Us: 3 }, rcuc: { medianUs: 12, p99Us: 12 } },
    run: { durationSec, warmupSec: 0, seed },
  };
}

/**
 * Returns what a twin is given: the constants of a complete scenario that the tick core depends on, each a number.
 *
 * @param {Scenario} scenario - refused if it has more to it than the twins know
 * @param {typeof twinPolicies[number]} policy
 */
export function twinConstants(scenario, policy) {
  refuseRicher(scenario);
  const { host, guest, gracePeriods, costs, patches, run } = scenario;
  const { msr, heavy } = guest.exits;
  return {
    seed: run.seed,
    endNs: Math.round(run.durationSec * 1e9),
    tickNs: Math.floor(1e9 / host.hz),
    lagNs: host.timekeeperLagUs * 1000,
    oneSecondJiffies: host.hz,
    patienceJiffies: policy === 'patience' ? Math.ceil((patches.patienceMs * host.hz) / 1000) : 0,
    fqsFirstJiffies: given(host.fqsFirstJiffies),
    fqsNextJiffies: given(host.fqsNextJiffies),
    msrMeanNs: 1e9 / msr.ratePerSec,
    msrHandlerNs: constantNs(msr.handler),
    heavyMeanNs: 1e9 / heavy.ratePerSec,
    heavyHandlerNs: constantNs(heavy.handler),
    requestMeanNs: 1e9 / gracePeriods.requestsPerSec,
    othersIdleShare: gracePeriods.othersIdle,
    othersReportNs: constantMs(gracePeriods.othersReport) * 1e6,
    gpInitNs: costs.gpInitNs,
    fqsScanNs: costs.fqsScanNs,
    gpCleanupNs: costs.gpCleanupNs,
    callbackPathNs: costs.callbackPathUs * 1000,
    exitNs: costs.exitNs,
    windowNs: costs.windowNs,
    tailNs: costs.tailNs,
    loopNs: costs.loopNs,
    preEntryNs: costs.preEntryNs,
    entryNs: costs.entryNs,
    loadNs: costs.loadNs,
    switchNs: costs.switchNs,
    interruptNs: Math.max(costs.ipiNs, constantNs(costs.tick)),
    rcuCoreNs: Math.max(500, constantNs(costs.rcuc) - 2 * costs.switchNs),
  };
}

/** @param {Scenario} scenario */
function refuseRicher(scenario) {
  for (const [path, expected] of Object.entries(reducedTo)) {
    const value = path
      .split('.')
      .reduce((part, name) => /** @type {any} */ (part)[name], /** @type {unknown} */ (scenario));
    if (value !== expected)
      throw new RangeError(`the twins know no other ${path} (${String(expected)} expected): ${String(value)}`);
  }
  if (scenario.host.rcucPriority <= scenario.host.vcpuPriority) {
    throw new RangeError('the twins know only an rcuc that preempts the vcpu (higher rcucPriority expected)');
  }
}

/** @param {number | null} jiffies */
function given(jiffies) {
  if (jiffies === null)
    throw new RangeError('the twins compute no fqs delays (fqsFirstJiffies and fqsNextJiffies expected)');
  return jiffies;
}

/** @param {{ medianUs: number, p99Us: number }} spread */
function constantNs({ medianUs, p99Us }) {
  return constantMs({ medianMs: medianUs, p99Ms: p99Us }) * 1000;
}

/** @param {{ medianMs: number, p99Ms: number }} spread */
function constantMs({ medianMs, p99Ms }) {
  if (medianMs !== p99Ms)
    throw new RangeError(`the twins draw no durations (median = p99 expected): ${medianMs}, ${p99Ms}`);
  return medianMs;
}

/**
 * Returns what our engine counted, in the form of the twins.
 *
 * @param {PolicyRecord} record
 * @returns {Counts}
 */
export function countsOf(record) {
  return {
    exits: record.exits,
    ticks: record.ticks,
    wakes: record.wakes,
    gracePeriods: record.gracePeriods.total,
    latency: occupied(record.latency),
    gracePeriodLength: occupied(record.gracePeriods),
    synchronizeRcu: occupied(record.syncRcu),
  };
}

/** @param {Histogram} histogram */
function occupied({ counts }) {
  return [...counts].flatMap((count, bucket) => (count > 0 ? [[bucket, count]] : []));
}

/**
 * Returns the number of policy-events: exits, ticks, runs of rcuc, and the begin and end of each grace period.
 *
 * @param {Pick<Counts, 'exits' | 'ticks' | 'wakes' | 'gracePeriods'>} counts
 */
export function policyEvents({ exits, ticks, wakes, gracePeriods }) {
  return exits + ticks + wakes + 2 * gracePeriods;
}

const compared = /** @type {const} */ ([
  'exits',
  'ticks',
  'wakes',
  'gracePeriods',
  'latency',
  'gracePeriodLength',
  'synchronizeRcu',
]);

/**
 * Returns in which counts two runs differ, each with the first difference: none, if they are of the same model.
 *
 * @param {Counts} expected
 * @param {Counts} found
 * @returns {string[]}
 */
export function differences(expected, found) {
  return compared.flatMap((name) => {
    const left = [expected[name]].flat().map(String);
    const right = [found[name]].flat().map(String);
    const at = left.findIndex((value, index) => value !== right[index]);
    if (at < 0 && left.length === right.length) return [];
    const place = at < 0 ? left.length : at;
    return [`${name}: ${left[place] ?? 'no more'} expected, ${right[place] ?? 'no more'} found`];
  });
}
