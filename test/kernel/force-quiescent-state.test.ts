import { describe, expect, test } from 'vitest';
import type { ContextTracking } from '../../src/kernel/context-tracking.js';
import { eqsEnter, eqsExit } from '../../src/kernel/context-tracking.js';
import { fqsDelays, snapRecheck, snapSave, type FqsScan } from '../../src/kernel/force-quiescent-state.js';
import { createRcuData, type RcuData } from '../../src/kernel/rcu-data.js';

describe('the delays of the scans', () => {
  test.each([
    [100, 24, { first: 1, next: 1, schedQs: 10 }],
    [250, 24, { first: 1, next: 1, schedQs: 25 }],
    [300, 24, { first: 2, next: 2, schedQs: 30 }],
    [500, 24, { first: 2, next: 2, schedQs: 50 }],
    [1000, 24, { first: 3, next: 3, schedQs: 100 }],
    [1000, 255, { first: 3, next: 3, schedQs: 100 }],
    [1000, 256, { first: 4, next: 4, schedQs: 101 }],
    [1000, 512, { first: 5, next: 5, schedQs: 102 }],
    [100, 4096, { first: 17, next: 17, schedQs: 51 }],
  ])('are, at HZ=%i with %i CPUs, %o', (hz, cpus, delays) => {
    expect(fqsDelays(hz, cpus, null, null)).toEqual(delays);
  });

  test('are what the user asked for, at most HZ, the later ones at least one', () => {
    expect(fqsDelays(1000, 24, 0, 1)).toEqual({ first: 0, next: 1, schedQs: 100 });
    expect(fqsDelays(100, 24, 5000, 0)).toEqual({ first: 100, next: 1, schedQs: 102 });
  });
});

const jtsq = 100;

function scan(age: number, changes: Partial<FqsScan> = {}): FqsScan {
  const delays = { first: 3, next: 3, schedQs: jtsq };
  return { jiffies: 5000 + age, gpStart: 5000, reschedAt: 15_500, delays, nohzFull: true, ...changes };
}

function watched(): { rdp: RcuData; ct: ContextTracking } {
  const rdp = { ...createRcuData(1, true), lastFqsResched: 5000 };
  const ct = { inEqs: false, eqsCount: 4 };
  expect(snapSave(rdp, ct)).toBe(false);
  return { rdp, ct };
}

describe('a scan', () => {
  test('credits a CPU that is in an extended quiescent state, at the first scan already', () => {
    const ct = { inEqs: true, eqsCount: 3 };
    expect(snapSave(createRcuData(1, true), ct)).toBe(true);
    expect(snapRecheck(createRcuData(1, true), ct, scan(4))).toBe('credited');
  });

  test('credits a CPU that passed through an extended quiescent state since the snapshot', () => {
    const { rdp, ct } = watched();
    eqsEnter(ct);
    eqsExit(ct);
    expect(snapRecheck(rdp, ct, scan(8))).toBe('credited');
  });

  test('does not credit a CPU whose extended quiescent state ended before the snapshot', () => {
    const ct = { inEqs: true, eqsCount: 3 };
    eqsExit(ct);
    const rdp = { ...createRcuData(1, true), lastFqsResched: 5000 };
    snapSave(rdp, ct);
    expect(snapRecheck(rdp, ct, scan(8))).toBe('waiting');
  });

  test.each([
    [jtsq, { urgentQs: false, needHeavyQs: false }, 'waiting'],
    [jtsq + 1, { urgentQs: true, needHeavyQs: false }, 'waiting'],
    [2 * jtsq, { urgentQs: true, needHeavyQs: false }, 'waiting'],
    [2 * jtsq + 1, { urgentQs: true, needHeavyQs: true }, 'waiting'],
    [3 * jtsq, { urgentQs: true, needHeavyQs: true }, 'waiting'],
    [3 * jtsq + 1, { urgentQs: true, needHeavyQs: true, lastFqsResched: 5000 + 3 * jtsq + 1 }, 'resched'],
  ])(
    'of a CPU that has been in the kernel since the start, at age %i, leaves %o and says %s',
    (age, marks, verdict) => {
      const { rdp, ct } = watched();
      expect(snapRecheck(rdp, ct, scan(age))).toBe(verdict);
      expect(rdp).toMatchObject(marks);
    },
  );

  test('hits a nohz_full CPU with a reschedule once every three waits, not once a grace period', () => {
    const { rdp, ct } = watched();
    const hits: number[] = [];
    for (let age = 4; age < 1000; age += 4) if (snapRecheck(rdp, ct, scan(age)) === 'resched') hits.push(age);
    expect(hits).toEqual([304, 608, 912]);
  });

  test('can hit in the second scan of a young grace period a CPU that has not run RCU core for long', () => {
    const { rdp, ct } = watched();
    rdp.lastFqsResched = 0;
    expect(snapRecheck(rdp, ct, scan(8))).toBe('resched');
    expect(rdp.urgentQs).toBe(true);
  });

  test('leaves a CPU that is not nohz_full without reschedules until half of the stall timeout', () => {
    const { rdp, ct } = watched();
    const hits: number[] = [];
    for (let age = 4; age < 10_900; age += 4) {
      if (snapRecheck(rdp, ct, scan(age, { nohzFull: false })) === 'resched') hits.push(age);
    }
    expect(hits).toEqual([10_504, 10_608, 10_712, 10_816]);
  });

  test('needs a heavy quiescent state behind half of the stall timeout, however short that is', () => {
    for (const [age, heavy] of [
      [3, false],
      [4, true],
    ] as const) {
      const { rdp, ct } = watched();
      snapRecheck(rdp, ct, scan(age, { reschedAt: 5003 }));
      expect([rdp.needHeavyQs, rdp.urgentQs]).toEqual([heavy, heavy]);
    }
  });

  test('keeps asking: a tick that withdrew the urgency finds it again after the next scan', () => {
    const { rdp, ct } = watched();
    snapRecheck(rdp, ct, scan(250));
    rdp.urgentQs = false;
    snapRecheck(rdp, ct, scan(254));
    expect(rdp.urgentQs).toBe(true);
  });
});
