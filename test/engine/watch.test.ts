import { describe, expect, it } from 'vitest';
import { at } from '../../src/kernel/cpu-state.js';
import { clock } from '../../src/engine/clocks.js';
import { irq } from '../../src/engine/cpu.js';
import type { Host } from '../../src/engine/host.js';
import { policyById } from '../../src/policies/index.js';
import { scenario } from '../../src/scenario/index.js';
import { runAlone } from './run-alone.js';

const world = scenario(
  {
    host: { haltPollNs: 0 },
    guest: { hlt: { ratePerSec: 200 }, exits: { msr: { handler: { medianUs: 40, p99Us: 40 } } } },
    vcpu: { migration: { ratePerSec: 5 } },
    gracePeriods: { backToBack: true },
    run: { durationSec: 0.4, warmupSec: 0, seed: 7 },
  },
  'discussion',
);

/** CPUs that run their own callbacks, several grace periods' worth at a time. */
const ownCallbacks = scenario(
  {
    host: { isolation: 'isolcpus', rcuNocbs: false },
    gracePeriods: { requestsPerSec: 300, callbacksPerSec: 250 },
    run: { durationSec: 0.4, warmupSec: 0, seed: 8 },
  },
  'discussion',
);

/** Softirqs that are readers and are switched out by a thread of higher priority, which only rcuc overtakes. */
const switchedOutReaders = scenario(
  {
    host: { isolation: 'isolcpus', preemption: 'rt', rcucClass: 'fifo', rcucPriority: 90 },
    vcpu: { preemption: { ratePerSec: 20, length: { medianUs: 25_000, p99Us: 25_000 }, priority: 80 } },
    softirq: { ratePerSec: 20, length: { medianUs: 20_000, p99Us: 20_000 } },
    gracePeriods: { backToBack: true, othersReport: { medianMs: 0.1, p99Ms: 0.1 } },
    run: { durationSec: 0.6, warmupSec: 0, seed: 9 },
  },
  'discussion',
);

/** Expedited grace periods that find a CPU in long softirqs. */
const expedited = scenario(
  {
    host: { preemption: 'full' },
    softirq: { ratePerSec: 50, length: { medianUs: 2000, p99Us: 5000 }, oneHandler: true },
    gracePeriods: { requestsPerSec: 200, expeditedShare: 1 },
    run: { durationSec: 0.4, warmupSec: 0, seed: 10 },
  },
  'discussion',
);

/** Runs under watch and plants a fault between two events, the first time that it can take. */
function plant(fault: (host: Host) => boolean, where = world): () => void {
  let planted = false;
  return () =>
    runAlone(where, policyById('mainline'), {
      watched: true,
      afterEvent: (host) => {
        if (!planted && host.nowNs > 50_000_000) planted = fault(host);
      },
    });
}

/** Returns the CPU that the vCPU is on. */
const own = (host: Host) => host.cpus[host.vcpu.cpu]!;
const inGuest = (host: Host) => own(host).current.state === at.guest;

const faults: readonly (readonly [RegExp, string, (host: Host) => boolean])[] = [
  [
    /a grace period ended without a quiescent state/,
    'RCU forgets a CPU that is in the kernel',
    (host) => {
      const sinceBefore = own(host).current.state === at.handler && host.vcpu.gapStartNs < host.gp.startNs;
      if (host.gp.phase !== 'wait' || !sinceBefore) return false;
      host.rnp.qsmask = 0;
      host.gp.firstScanDone = true;
      host.gp.othersBusyUntilNs = host.nowNs;
      host.gp.phase = 'cleanup';
      host.clocks[clock.gpKthread] = host.nowNs;
      return true;
    },
  ],
  [
    /RCU core runs without having been woken/,
    'rcuc becomes runnable by itself',
    (host) => {
      if (own(host).rcuc.runnable) return false;
      own(host).rcuc.runnable = true;
      own(host).needResched = true;
      return true;
    },
  ],
  [
    /qsmask grew from \d to \d in one grace period/,
    'a bit comes back into qsmask',
    (host) => {
      const bit = 1 << own(host).id;
      if (host.gp.phase !== 'wait' || (host.rnp.qsmask & bit) !== 0) return false;
      host.rnp.qsmask |= bit;
      return true;
    },
  ],
  [
    /rdp is ahead of its leaf/,
    'a CPU knows of a grace period before its leaf',
    (host) => {
      own(host).rdp.gpSeq = host.rnp.gpSeq + 4;
      return true;
    },
  ],
  [
    /gp_seq went back/,
    'the grace-period number falls',
    (host) => {
      if (host.gp.phase !== 'wait') return false;
      host.rcu.gpSeq -= 4;
      return true;
    },
  ],
  [
    /gp_seq does not fit the phase \(wait\)/,
    'the global number says idle while a grace period runs',
    (host) => {
      if (host.gp.phase !== 'wait') return false;
      host.rcu.gpSeq += 3;
      return true;
    },
  ],
  [
    /time went back/,
    'the clock goes back',
    (host) => {
      host.clocks[clock.otherIrq] = host.nowNs - 1000;
      return true;
    },
  ],
  [
    /a clock is not at a whole nanosecond/,
    'a time is a fraction',
    (host) => {
      host.clocks[clock.softirq] = host.nowNs + 1_000_000.5;
      return true;
    },
  ],
  [
    /a clock runs that nobody reads/,
    'a process without arrivals has one',
    (host) => {
      host.clocks[clock.terminate] = host.nowNs + 1_000_000;
      return true;
    },
  ],
  [
    /an extended quiescent state where none may be \((handler|loop)\)/,
    'the exit handler counts as quiescent',
    (host) => {
      if (own(host).current.state !== at.handler || own(host).irqUntilNs >= 0) return false;
      own(host).ct.inEqs = true;
      return true;
    },
  ],
  [
    /the host works on a cpu that is in the guest/,
    'a reschedule is wanted and the guest runs on',
    (host) => {
      if (inGuest(host)) own(host).needResched = true;
      return false;
    },
  ],
  [
    /the vcpu runs where it is not/,
    'the vCPU is on two CPUs',
    (host) => {
      const other = host.cpus[3 - host.vcpu.cpu]!;
      if (!inGuest(host) || other.irqUntilNs >= 0) return false;
      other.current = host.vcpu.task;
      return true;
    },
  ],
  [
    /the vcpu waits and nothing will wake it/,
    'the wake-up of a sleeping vCPU is lost',
    (host) => {
      if (!host.vcpu.sleeping || (own(host).pendingIrqs & irq.wake) !== 0) return false;
      host.clocks[clock.wake] = Infinity;
      return true;
    },
  ],
  [
    /a tick off its grid/,
    'a tick comes between its edges',
    (host) => {
      host.clocks[clock.tick1] = host.nowNs + 1;
      host.clocks[clock.tick2] = host.nowNs + 1;
      return true;
    },
  ],
  [
    /the kthread sleeps \(wait\)/,
    'the grace-period kthread is not woken for its scan',
    (host) => {
      if (host.gp.phase !== 'wait') return false;
      host.clocks[clock.gpKthread] = Infinity;
      return true;
    },
  ],
  [
    /the guest's account says/,
    'guest time is counted twice',
    (host) => {
      host.accounts.guestNs += 1;
      return true;
    },
  ],
  [
    /other readers block than are marked \(1\)/,
    'a reader is counted that nobody is',
    (host) => {
      if (host.gp.phase !== 'wait' || host.gp.blockers !== 0) return false;
      host.gp.blockers = 1;
      return true;
    },
  ],
];

const callbackFaults: readonly (readonly [RegExp, string, (host: Host) => boolean])[] = [
  [
    /a callback is ready before its grace period ended/,
    'callbacks are marked ready while their grace period runs',
    (host) => {
      const { rdp } = own(host);
      if (rdp.callbacksAwaitSeq === 0 || rdp.callbacksNextSeq > 0 || host.gp.phase !== 'wait') return false;
      rdp.callbacksAwaitSeq = 0;
      rdp.callbacksReady = true;
      return true;
    },
  ],
  [
    /callbacks waiting: \d+ queued, none marked/,
    'new callbacks are forgotten',
    (host) => {
      const { rdp } = own(host);
      if (!rdp.callbacksUnassigned || rdp.callbacksAwaitSeq > 0) return false;
      rdp.callbacksUnassigned = false;
      return true;
    },
  ],
  [
    /callbacks ready: 0 queued, some marked/,
    'callbacks that have run become ready again',
    (host) => {
      const { rdp } = own(host);
      if (rdp.callbacksAwaitSeq > 0 || rdp.callbacksReady) return false;
      rdp.callbacksReady = true;
      return true;
    },
  ],
  [
    /a caller is forgotten/,
    'a caller of synchronize_rcu() never returns',
    (host) => {
      if (host.gp.phase !== 'wait' || host.gp.served.length === 0) return false;
      host.gp.served = [];
      return true;
    },
  ],
  [
    /a caller returns from a grace period older than its call/,
    'a caller joins the grace period that runs already',
    (host) => {
      const { gp } = host;
      if (gp.phase !== 'wait' || gp.waiting.length === 0) return false;
      gp.served.push(...gp.waiting.splice(0));
      return true;
    },
  ],
  [
    /a caller returns that does not wait/,
    'a caller returns that called at another time',
    (host) => {
      if (host.gp.phase !== 'wait' || host.gp.served.length === 0) return false;
      host.gp.served[0]! -= 1;
      return true;
    },
  ],
];

describe('the watch', () => {
  it.each(faults)('says "%s" when %s', (message, _fault, fault) => {
    expect(plant(fault)).toThrow(message);
  });

  it.each(callbackFaults)('says "%s" when %s', (message, _fault, fault) => {
    expect(plant(fault, ownCallbacks)).toThrow(message);
  });

  it('says that a grace period ended too early when RCU forgets a reader that was switched out', () => {
    const forget = (host: Host) => {
      const { gp, cpus, nowNs } = host;
      const waitsLong = !own(host).current.reader && own(host).segmentEndNs - nowNs > 10_000_000;
      if (gp.phase !== 'wait' || gp.blockers === 0 || !waitsLong) return false;
      gp.blockers = 0;
      for (const { works } of cpus) for (const task of works) task.blocksGracePeriod = false;
      return true;
    };
    expect(plant(forget, switchedOutReaders)).toThrow(/a grace period ended before a reader that it found/);
  });

  it('says that an expedited grace period ended too early when RCU forgets whom it asked', () => {
    const forget = ({ exp, cpus, clocks }: Host) => {
      if (!cpus.some(({ id, rdp }) => (exp.awaited & (1 << id)) !== 0 && rdp.cpuNoQsExp)) return false;
      exp.awaited = 0;
      clocks[clock.expedited] = exp.othersUntilNs;
      return true;
    };
    expect(plant(forget, expedited)).toThrow(/an expedited grace period ended without a quiescent state/);
  });

  it('names the instant, the CPU, the seed and the policy', () => {
    const run = plant((host) => {
      host.accounts.guestNs += 1;
      return true;
    });
    expect(run).toThrow(/: t=\d+ns cpu=[12] seed=7 policy=mainline$/);
  });

  it('lets the same runs pass when nothing is planted', () => {
    for (const where of [world, ownCallbacks, switchedOutReaders, expedited])
      expect(plant(() => false, where)).not.toThrow();
  });
});
