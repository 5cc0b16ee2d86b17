import { describe, expect, test } from 'vitest';
import { presets, type ScenarioSpec } from '../../src/scenario/index.js';
import { byWindow, median, observe, over, type Observed } from './observe.js';

const recorded = presets.find(({ name }) => name === 'recorded-h1000')!.spec;

function recordedHost(id: string, spec: ScenarioSpec = {}): Observed {
  return observe(id, over(over(recorded, { run: { durationSec: 5 } }), spec));
}

const wakesEach = ({ wakes, gracePeriods }: Observed) => wakes.length / gracePeriods.length;

describe('recorded at HZ=1000, the tick always on, the guest spinning:', () => {
  test('mainline pays three wakes a grace period, which is over in two jiffies', () => {
    const run = recordedHost('mainline');
    expect(wakesEach(run)).toBeCloseTo(3, 1);
    expect(new Set(run.gracePeriods)).toEqual(new Set([2]));
  });

  test.each(['last-guest-exit', 'run-loop-flag-sched', 'pf-vcpu', 'patience-gapless'])(
    '%s pays none, and each grace period waits for the first scan, four jiffies',
    (id) => {
      const run = recordedHost(id);
      expect(run.wakes).toEqual([]);
      expect(new Set(run.gracePeriods)).toEqual(new Set([4]));
    },
  );

  test('patience of a second pays one, at the first tick behind the end', () => {
    const run = recordedHost('patience');
    expect(wakesEach(run)).toBeCloseTo(1, 2);
    expect(new Set(run.gracePeriods)).toEqual(new Set([4]));
  });

  test('patience of no more than a grace period saves next to nothing: 5 ms at HZ=100', () => {
    const short = { host: { hz: 100 }, patches: { patienceMs: 5 }, run: { durationSec: 20 } } as const;
    expect(wakesEach(recordedHost('patience', short))).toBeGreaterThan(
      0.8 * wakesEach(recordedHost('mainline', short)),
    );
  });

  test('the near-entry flag is never seen set: its wakes are those of mainline', () => {
    expect(recordedHost('guest-entry-flag').wakes).toEqual(recordedHost('mainline').wakes);
  });

  test('the age of the last quiescent state skips always, for the tick itself notes one where the kernel is preemptible', () => {
    const guest = { exits: { heavy: { ratePerSec: 0.5, handler: { medianUs: 2_500_000, p99Us: 2_500_000 } } } };
    const run = recordedHost('last-qs-age', { guest, patches: { lastQsAgeJiffies: 1 }, run: { durationSec: 20 } });
    expect(byWindow(run)['exit-handler'].ticks).toBeGreaterThan(2000);
    expect(Math.max(...run.gracePeriods)).toBeGreaterThanOrEqual(1000);
    expect(Math.max(...run.gracePeriods)).toBeLessThanOrEqual(1002);
  });
});

describe('recorded scans:', () => {
  test('a CPU that stays in a softirq is urged at 104 jiffies of age and rescheduled about every 304', () => {
    const urged: number[] = [];
    const { events } = observe(
      'mainline',
      over(recorded, {
        host: { preemption: 'full', rcuCore: 'softirq' },
        softirq: { ratePerSec: 0.3, length: { medianUs: 2_500_000, p99Us: 2_500_000 }, oneHandler: true },
        run: { durationSec: 20 },
      }),
      {
        traced: true,
        afterEvent({ cpus, rcu, nowNs }) {
          if (cpus[1]!.rdp.urgentQs) urged.push(Math.floor(nowNs / 1e6) - rcu.gpStart);
        },
      },
    );
    expect(Math.min(...urged)).toBe(104);
    const hits = events.filter(({ detail }) => detail.startsWith('resched, age')).map(({ timeNs }) => timeNs / 1e6);
    const apart = hits.slice(1).map((hit, i) => Math.round(hit - hits[i]!));
    expect(apart.filter((jiffies) => jiffies === 304).length).toBeGreaterThan(10);
    expect(apart.every((jiffies) => jiffies > 300)).toBe(true);
  });

  test('a grace period that a scan must end lasts 4, 8, 12 or 16 jiffies', () => {
    const guest = { exits: { heavy: { ratePerSec: 200, handler: { medianUs: 2500, p99Us: 12_000 } } } };
    const { gracePeriods } = recordedHost('run-loop-flag-sched', { guest });
    const counted = gracePeriods.filter((jiffies) => jiffies % 4 === 0 && jiffies <= 16);
    expect(counted.length / gracePeriods.length).toBeGreaterThan(0.95);
    expect(new Set(counted).size).toBeGreaterThanOrEqual(2);
  });

  test('at HZ=100 the first one comes after two jiffies', () => {
    const { gracePeriods } = recordedHost('last-guest-exit', { host: { hz: 100 }, run: { durationSec: 20 } });
    expect(new Set(gracePeriods)).toEqual(new Set([2]));
  });
});

describe('recorded with kernel work of 1.15 s outside KVM_RUN:', () => {
  const stays: ScenarioSpec = {
    guest: {
      exits: { io: { ratePerSec: 50_000, userspaceShare: 1 } },
      userspace: { medianUs: 20_000, p99Us: 20_000 },
    },
    vcpu: { preemption: { ratePerSec: 0.5, length: { medianUs: 1_150_000, p99Us: 1_150_000 }, priority: 2 } },
    run: { durationSec: 30 },
  };

  test.each(['mainline', 'last-guest-exit-reset', 'run-loop-flag', 'run-loop-flag-sched'])(
    '%s does not notice: the CPU reports after two jiffies',
    (id) => {
      const { gracePeriods } = recordedHost(id, stays);
      expect(gracePeriods.filter((jiffies) => jiffies === 2).length).toBeGreaterThan(300);
      expect(Math.max(...gracePeriods)).toBeLessThanOrEqual(4);
    },
  );

  test.each(['last-qs-age', 'patience', 'patience-gapless'])(
    '%s stretches one grace period a stay to a second',
    (id) => {
      const { gracePeriods } = recordedHost(id, stays);
      const stretched = gracePeriods.filter((jiffies) => jiffies > 200);
      expect(stretched.length).toBeGreaterThan(5);
      expect(stretched.every((jiffies) => jiffies >= 1000 && jiffies <= 1002)).toBe(true);
    },
  );

  test('the last guest exit does so until a second behind it, then the CPU reports as in mainline', () => {
    const { gracePeriods } = recordedHost('last-guest-exit', stays);
    const stretched = gracePeriods.filter((jiffies) => jiffies > 200);
    expect(stretched.length).toBeGreaterThan(5);
    expect(stretched.every((jiffies) => jiffies >= 970 && jiffies <= 1002)).toBe(true);
    expect(gracePeriods.filter((jiffies) => jiffies === 2).length).toBeGreaterThan(100);
  });

  test.each([
    [5, 6, 8],
    [20, 21, 24],
  ])('patience of %i ms stretches them to %i to %i jiffies', (patienceMs, least, most) => {
    const { gracePeriods } = recordedHost('patience', over(stays, { patches: { patienceMs } }));
    const stretched = gracePeriods.filter((jiffies) => jiffies > 4 && jiffies !== 12 && jiffies !== 16);
    expect(stretched.length).toBeGreaterThan(200);
    expect([Math.min(...stretched) >= least, Math.max(...stretched) <= most]).toEqual([true, true]);
  });
});

describe('recorded with a halting guest:', () => {
  const halting: ScenarioSpec = {
    host: { haltPollNs: 0 },
    guest: { hlt: { ratePerSec: 3000, length: { medianUs: 300, p99Us: 300 } } },
    costs: { idleEntryNs: 5000, idleExitNs: 5000 },
    gracePeriods: { thinkMs: 9 },
    run: { durationSec: 30 },
  };
  const shares = (id: string) => byWindow(recordedHost(id, halting));

  test('a tick in a window that a skip leaves open nearly always wakes rcuc; in mainline the same tick seldom does', () => {
    const base = shares('mainline');
    expect(base['idle-entry'].ticks).toBeGreaterThan(100);
    expect(base['idle-entry'].share).toBeLessThan(0.5);
    for (const id of ['last-guest-exit-reset-sched', 'run-loop-flag-sched', 'pf-vcpu']) {
      const open = shares(id)['idle-entry'];
      expect([id, open.ticks > 100, open.share >= 0.9]).toEqual([id, true, true]);
    }
  });

  test('the window between wake-up and kvm_sched_in wakes rcuc under the run-loop flag, and none does under RFC v1', () => {
    expect(shares('run-loop-flag-sched')['idle-exit'].share).toBeGreaterThan(0.6);
    expect(shares('last-guest-exit')['idle-exit'].pending).toBe(0);
    expect(shares('last-guest-exit')['idle-entry'].pending).toBe(0);
  });

  test('the idle-entry rule cures the one, and leaves of the other what comes before kvm_sched_in', () => {
    const cured = shares('run-loop-flag-sched+idle-entry');
    expect(cured['idle-entry'].pending).toBe(0);
    expect(cured['idle-exit'].pending).toBeGreaterThan(5);
  });
});

describe('recorded with kernel work behind each exit:', () => {
  const spec: ScenarioSpec = {
    guest: { exits: { io: { ratePerSec: 1000, userspaceShare: 1 } }, userspace: { medianUs: 300, p99Us: 300 } },
    vcpu: { preemption: { ratePerSec: 30, length: { medianUs: 20_000, p99Us: 20_000 }, priority: 2 } },
    run: { durationSec: 10 },
  };

  test('RFC v1 pays for its false positives with longer grace periods, the run-loop flag does not', () => {
    const lengths = ['mainline', 'run-loop-flag-sched', 'last-guest-exit'].map((id) =>
      recordedHost(id, spec).gracePeriods.reduce((sum, jiffies) => sum + jiffies, 0),
    );
    const perGracePeriod = ['mainline', 'run-loop-flag-sched', 'last-guest-exit'].map((id, i) => {
      const { gracePeriods } = recordedHost(id, spec);
      return lengths[i]! / gracePeriods.length;
    });
    expect(perGracePeriod[1]!).toBeLessThan(perGracePeriod[0]! * 1.6);
    expect(perGracePeriod[2]!).toBeGreaterThan(perGracePeriod[0]! * 2);
    expect(median(recordedHost('mainline', spec).gracePeriods)).toBeLessThanOrEqual(4);
  });
});
