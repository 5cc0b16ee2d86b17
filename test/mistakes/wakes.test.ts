import { describe, expect, test } from 'vitest';
import { interruptsOn, stateNames } from '../../src/kernel/cpu-state.js';
import { clearQsmask } from '../../src/kernel/rcu-core.js';
import { createRcuData } from '../../src/kernel/rcu-data.js';
import { isPending, rcuPending } from '../../src/kernel/rcu-pending.js';
import { policies } from '../../src/policies/index.js';
import { byWindow, observe } from './observe.js';

const tickOn = { ticks: { keptOn: true }, gracePeriods: { requestsPerSec: 40, othersIdle: 0 } } as const;

describe('what wakes rcuc (mistakes 4, 5 and 6)', () => {
  test('a credit by FQS does not silence it: the CPU alone can learn of a grace period', () => {
    const rdp = createRcuData(1, true);
    const rnp = { gpSeq: 1, qsmask: 1 << 1 };
    clearQsmask(rnp, rdp);
    expect(rcuPending({ gpSeq: 1, gpStart: 0 }, rnp, rdp, false)).toBe('grace-period-changed');
  });

  test('a CPU that sat in the guest through whole grace periods wakes it at the first tick that interrupts the guest', () => {
    const { ticks, gracePeriods } = observe('mainline', {
      ticks: { timersPerSec: 3 },
      gracePeriods: { backToBack: true },
      run: { durationSec: 20 },
    });
    const lonely = ticks.filter(({ timeNs }, i) => i > 0 && timeNs - ticks[i - 1]!.timeNs > 10e6);
    expect(gracePeriods.length).toBeGreaterThan(1000);
    expect(lonely.length).toBeGreaterThan(40);
    expect(lonely.every(({ window, reason }) => window === 'guest' && isPending(reason))).toBe(true);
  });

  test('the end of a grace period alone wakes it', () => {
    const { ticks, wakes, gracePeriods } = observe('patience', { ...tickOn, gracePeriods: { thinkMs: 20 } });
    expect(Math.abs(wakes.length - gracePeriods.length)).toBeLessThanOrEqual(1);
    expect(ticks.every(({ reason }) => reason !== 'report-quiescent-state')).toBe(true);
  });

  test('one grace period costs three wakes with the tick on, and none where no tick falls', () => {
    const ticking = observe('mainline', { ...tickOn, gracePeriods: { thinkMs: 20, othersIdle: 0 } });
    expect(ticking.wakes.length / ticking.gracePeriods.length).toBeCloseTo(3, 1);
    const tickless = observe('mainline', { gracePeriods: { requestsPerSec: 40 } });
    expect(tickless.gracePeriods.length).toBeGreaterThan(20);
    expect(tickless.wakes.length).toBeLessThanOrEqual(1);
  });

  test('several grace periods between two ticks cost one', () => {
    const { wakes, ticks, gracePeriods } = observe('mainline', {
      ticks: { timersPerSec: 10 },
      gracePeriods: { backToBack: true },
      run: { durationSec: 10 },
    });
    expect(gracePeriods.length).toBeGreaterThan(2000);
    expect(wakes.length).toBeGreaterThan(80);
    expect(wakes.length).toBeLessThanOrEqual(ticks.length);
  });
});

describe('where rcuc runs (mistakes 13 and 14)', () => {
  const busy = {
    ticks: { keptOn: true },
    guest: { exits: { msr: { ratePerSec: 20_000 }, fault: { ratePerSec: 2000 }, heavy: { ratePerSec: 100 } } },
    gracePeriods: { requestsPerSec: 200 },
    costs: { preEntryNs: 5000, windowNs: 5000, entryNs: 5000 },
  };

  test.each(['vmx', 'svm'] as const)(
    'it takes the vCPU off the CPU only where preemption is enabled, on %s',
    (virtualization) => {
      const places = new Set<string>();
      observe(
        'mainline',
        { ...busy, host: { virtualization } },
        {
          afterEvent({ cpus, vcpu }) {
            if (cpus[1]!.current.kind === 'rcuc' && vcpu.task.runnable) places.add(stateNames[vcpu.task.state]!);
          },
        },
      );
      expect([...places].toSorted()).toEqual(['handler', 'loop']);
      expect(stateNames.filter((name, state) => places.has(name) && !interruptsOn[state])).toEqual([]);
    },
  );

  test('one of equal priority, or lower, waits until the vCPU sleeps: no jitter, and the grace period waits with it', () => {
    for (const vcpuPriority of [11, 12]) {
      const { latencies, wakes, rcuc } = observe('mainline', { ...tickOn, host: { vcpuPriority } });
      expect(wakes.length).toBe(1);
      expect(rcuc).toEqual([]);
      expect(Math.max(...latencies)).toBeLessThan(10_000);
    }
    const below = observe('mainline', { ...tickOn, host: { vcpuPriority: 10 } });
    expect(Math.max(...below.latencies)).toBeGreaterThan(12_000);
  });

  test('one of equal priority runs as soon as the vCPU halts', () => {
    const guest = { hlt: { ratePerSec: 20, length: { medianUs: 3000, p99Us: 3000 } } };
    const { rcuc, wakes } = observe('mainline', { ...tickOn, guest, host: { vcpuPriority: 11, haltPollNs: 0 } });
    expect(rcuc.length).toBeGreaterThan(5);
    expect(Math.abs(rcuc.length - wakes.length)).toBeLessThanOrEqual(1);
  });

  test('one of class SCHED_OTHER beside such a vCPU begets ticks', () => {
    const shared = { host: { rcucClass: 'other', vcpuClass: 'other' }, ticks: { timersPerSec: 20 } } as const;
    const spec = { ...shared, gracePeriods: { requestsPerSec: 200 }, run: { durationSec: 5 } };
    const longer = observe('mainline', { ...spec, costs: { rcuc: { medianUs: 1500, p99Us: 1500 } } });
    const fifo = observe('mainline', { ...spec, host: {}, costs: { rcuc: { medianUs: 1500, p99Us: 1500 } } });
    expect(longer.ticks.length).toBeGreaterThan(fifo.ticks.length * 1.5);
  });
});

describe('what rcuc costs the guest (mistake 20)', () => {
  const halting = (haltUs: number) => ({
    host: { haltPollNs: 0 },
    ticks: { keptOn: true },
    guest: { hlt: { ratePerSec: 2000, length: { medianUs: haltUs, p99Us: haltUs } } },
    costs: { idleEntryNs: 30_000 },
    gracePeriods: { requestsPerSec: 300 },
    run: { durationSec: 3 },
  });
  const inIdleEntry = ({ ticks }: ReturnType<typeof observe>) =>
    ticks.filter(({ window, reason }) => window === 'idle-entry' && reason !== 'nothing').length;

  test('is nothing while the vCPU sleeps on: a run of rcuc inside a long halt takes no time from it', () => {
    const run = observe('pf-vcpu', halting(700));
    expect(inIdleEntry(run)).toBeGreaterThan(10);
    expect(run.rcuc.filter(({ stolenNs }) => stolenNs === 0).length).toBeGreaterThan(10);
  });

  test('is less than its run where the vCPU wakes before it is over', () => {
    const run = observe('pf-vcpu', halting(45));
    expect(run.rcuc.some(({ ranNs, stolenNs }) => stolenNs > 0 && stolenNs < ranNs)).toBe(true);
    expect(run.rcuc.every(({ ranNs, stolenNs }) => stolenNs <= ranNs)).toBe(true);
  });
});

describe('a deferred wake-up of rcuog (mistake 21)', () => {
  const spec = {
    ticks: { keptOn: true },
    guest: { exits: { heavy: { ratePerSec: 60, handler: { medianUs: 5000, p99Us: 5000 } } } },
    gracePeriods: { deferredWakeupsPerSec: 60 },
  };

  test.each(policies.map(({ id }) => id))('is served by the next tick under %s too', (id) => {
    const { ticks } = observe(id, spec);
    expect(ticks.filter(({ reason }) => reason === 'deferred-wakeup').length).toBeGreaterThan(20);
  });

  test('is flushed on the way into the guest of a nohz_full CPU, and not on the way into that of another', () => {
    const short = { ...spec, guest: { exits: { msr: { ratePerSec: 3000 } } }, run: { durationSec: 5 } };
    const flushed = observe('mainline', short);
    expect(byWindow(flushed).guest.pending).toBe(0);
    const kept = observe('mainline', { ...short, host: { isolation: 'isolcpus', rcuNocbs: true } });
    expect(kept.ticks.filter(({ reason }) => reason === 'deferred-wakeup').length).toBeGreaterThan(150);
  });
});

describe('the beginning of a grace period (mistake 24)', () => {
  test('is seen in order: gp_start, then the number, then the leaf; a tick in between finds nothing to do', () => {
    const { events } = observe(
      'mainline',
      { ticks: { keptOn: true }, gracePeriods: { requestsPerSec: 100 }, costs: { gpInitNs: 600_000 } },
      { traced: true },
    );
    const between = events
      .filter(({ event }) => event.startsWith('rcu_pending'))
      .filter(({ detail }) => {
        const [, global, leaf] = /gp_seq (\d+) age .* rnp (\d+) /.exec(detail) ?? [];
        return global !== undefined && global !== leaf;
      });
    expect(between.length).toBeGreaterThan(20);
    expect(
      between.every(({ event }) => event === 'rcu_pending: nothing' || event.endsWith('grace-period-changed')),
    ).toBe(true);
    expect(between.some(({ event }) => event === 'rcu_pending: nothing')).toBe(true);
  });
});
