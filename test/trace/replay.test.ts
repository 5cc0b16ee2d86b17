import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseRecordingMeta, parseTickTable, RecordingError, replay, type Replay } from '../../src/trace/index.js';
import { fixtureMeta, fixtures, recordingsIn, tableText } from './recordings.js';
import { naiveReplay } from './naive-replay.js';
import { metaJson, tableOf, type Cells } from './table-text.js';

function replayOf(rows: readonly Cells[], more: Readonly<Record<string, unknown>> = {}): Replay {
  return replay(parseTickTable(tableOf(...rows)), parseRecordingMeta(metaJson(more)));
}

/** A tick in the guest's exit window, 5 jiffies into a grace period that the CPU has not noticed. */
const unnoticed: Cells = { j: 1005, gpstart: 1000, gps: 9, ngps: 9, rgps: 8, invoked: 1 };

describe('one tick', () => {
  it('a grace period that the CPU has not noticed invokes RCU core under mainline', () => {
    const result = replayOf([unnoticed]);
    expect(result.reasons['grace-period-changed']).toBe(1);
    expect([result.matches, result.kernel.policy]).toEqual([1, 'mainline']);
  });

  it.each([
    ['patience', { patience_ms: 1000 }, {}],
    ['run-loop-flag', { kvm_variant: 3 }, { in_run_loop: 2 }],
    ['run-loop-flag-sched', { kvm_variant: 2 }, { in_run_loop: 1 }],
    ['last-guest-exit', { kvm_variant: 1 }, { last_guest_exit_j: 6 }],
    ['last-guest-exit-reset', { kvm_variant: 5 }, { lge_p2: 1004 }],
    ['last-guest-exit-reset-sched', { kvm_variant: 6 }, { lge_p3: 1004 }],
    ['guest-entry-flag', { kvm_variant: 9 }, { near_guest: 1 }],
    ['pf-vcpu', { kvm_variant: 4 }, { pf_vcpu: 1 }],
    ['last-qs-age', { kvm_variant: 10 }, { last_qs_j_decide: 1005 }],
    ['run-loop-flag-sched+idle-entry', { kvm_variant: 8 }, { in_run_loop: 0, cur_idle: 1 }],
  ])('%s skips it while its state says so, and not otherwise', (policy, more, state) => {
    const other = {
      in_run_loop: 0,
      last_guest_exit_j: 5,
      lge_p2: 0,
      lge_p3: 0,
      near_guest: 0,
      pf_vcpu: 0,
      cur_idle: 0,
    };
    const unspared: Cells = { ...unnoticed, ...other, last_qs_j_decide: 5, j: 1005 };
    const old: Cells = policy === 'patience' ? { ...unspared, j: 2000 } : unspared;
    const result = replayOf([{ ...unspared, ...state, invoked: 0 }, old], more);
    expect(result.kernel.policy).toBe(policy);
    expect([result.matches, result.reasons.skipped, result.reasons['grace-period-changed']]).toEqual([2, 1, 1]);
  });

  it('a last guest exit of 0 jiffies means never, even in the first second of jiffies', () => {
    const early: Cells = { ...unnoticed, j: 5, gpstart: 1 };
    const result = replayOf(
      [
        { ...early, last_guest_exit_j: 0 },
        { ...early, last_guest_exit_j: 1, invoked: 0 },
      ],
      { kvm_variant: 1 },
    );
    expect(result.matches).toBe(2);
  });

  it('no policy skips on a CPU that is not nohz_full, nor in a grace period older than a second', () => {
    const spared: Cells = { ...unnoticed, in_run_loop: 1 };
    const result = replayOf(
      [
        { ...spared, cpu: 0 },
        { ...spared, j: 2000 },
      ],
      { kvm_variant: 2 },
    );
    expect(result.matches).toBe(2);
    expect(replayOf([{ ...spared, j: 1999, invoked: 0 }], { kvm_variant: 2 }).matches).toBe(1);
  });

  it('a deferred wake-up precedes every skip, from another value on in 6.1 than in 6.12', () => {
    const deferred: Cells = { user: 1, ndw: 2, cbfl: 61 };
    expect(replayOf([{ ...deferred, invoked: 1 }], { kernel: '6.1.0' }).reasons['deferred-wakeup']).toBe(1);
    expect(replayOf([{ ...deferred, invoked: 0 }]).reasons.nothing).toBe(1);
    expect(replayOf([{ ...deferred, ndw: 3, invoked: 1 }]).reasons['deferred-wakeup']).toBe(1);
  });

  it('callbacks count where the list is in use and not offloaded, by the bits of the kernel', () => {
    const ready: Cells = { cpu: 0, ready: 1, restnz: 1 };
    expect(replayOf([{ ...ready, cbfl: 1, invoked: 1 }]).reasons['callbacks-ready']).toBe(1);
    expect(replayOf([{ ...ready, cbfl: 3 }]).reasons.nothing).toBe(1);
    expect(replayOf([{ ...ready, cbfl: 0 }]).reasons.nothing).toBe(1);
    expect(replayOf([{ ...ready, cbfl: 3, invoked: 1 }], { kernel: '6.1.0' }).reasons['callbacks-ready']).toBe(1);
    expect(replayOf([{ ...ready, cbfl: 61 }], { kernel: '6.1.0' }).reasons.nothing).toBe(1);
    expect(replayOf([{ ...ready, ready: 0, cbfl: 1, invoked: 1 }]).reasons['need-grace-period']).toBe(1);
  });

  it('a mismatch on a row flagged as a race is counted apart', () => {
    const wrong: Cells = { ...unnoticed, invoked: 0, gp_kthread_race: 0, jiffy_race: 0 };
    const result = replayOf([wrong, { ...wrong, gp_kthread_race: 1 }, { ...wrong, jiffy_race: 1 }]);
    expect(result).toMatchObject({ ticks: 3, mismatches: 3, mismatchesOutsideRaces: 1, races: 2 });
    expect(result.firstMismatches.map((mismatch) => mismatch.line)).toEqual([2, 3, 4]);
  });
});

describe('policies beside the kernel’s own', () => {
  it('only those are asked whose state the table records', () => {
    expect(Object.keys(replayOf([unnoticed]).policies)).toEqual(['mainline', 'patience', 'patience-gapless']);
    expect(Object.keys(replayOf([{ ...unnoticed, in_run_loop: 1, cur_idle: 0 }]).policies)).toEqual([
      'mainline',
      'run-loop-flag',
      'run-loop-flag-sched',
      'patience',
      'patience-gapless',
      'idle-entry',
      'run-loop-flag-sched+idle-entry',
    ]);
  });

  it('they answer for nohz_full CPUs, with the patience that was asked for', () => {
    const table = parseTickTable(tableOf(unnoticed, { ...unnoticed, cpu: 0 }));
    const meta = parseRecordingMeta(metaJson());
    expect(replay(table, meta).policies['patience']).toEqual({ ticks: 1, wouldInvoke: 0, differs: 1 });
    const impatient = replay(table, meta, { patienceMs: 5 });
    expect(impatient.policies['patience']).toEqual({ ticks: 1, wouldInvoke: 1, differs: 0 });
    expect(impatient.parameters.patienceMs).toBe(5);
  });
});

describe('table and meta of different runs', () => {
  it.each([
    [{ kvar: 2 }, {}, 'line 2, column kvar: table and meta are not of one run, kvm_variant in the meta file is 0: "2"'],
    [
      { npat: 1000 },
      {},
      'line 2, column npat: table and meta are not of one run, patience by the meta file is 0 jiffies: "1000"',
    ],
    [{ cpu: 2 }, {}, 'line 2, column cpu: table and meta are not of one run, the meta file has CPUs 0..1 only: "2"'],
    [
      {},
      { kvm_variant: 4 },
      'line 1: the kernel followed pf-vcpu, but the table lacks or leaves empty the column: "pf_vcpu"',
    ],
  ])('%j with %j is refused', (cells, more, message) => {
    expect(() => replayOf([cells], more)).toThrow(RecordingError);
    expect(() => replayOf([cells], more)).toThrow(message);
  });
});

describe.each(recordingsIn(fixtures))('%s', (recording) => {
  const text = tableText(fixtures, recording);
  const meta = fixtureMeta(recording);
  const untouched = replay(parseTickTable(text), meta);
  const lines = text.trimEnd().split('\n');
  const invoked = (lines[0] ?? '').split(',').indexOf('invoked');

  it('a plain reading of the rule counts the same', () => {
    expect(naiveReplay(text, meta)).toEqual({ ticks: untouched.ticks, mismatches: untouched.mismatches });
  });

  it('one flipped outcome changes the count of mismatches by exactly one, and its line is named', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: lines.length - 1 }), (line) => {
        const flipped = lines.map((cells, index) => {
          if (index !== line) return cells;
          const fields = cells.split(',');
          fields[invoked] = fields[invoked] === '1' ? '0' : '1';
          return fields.join(',');
        });
        const result = replay(parseTickTable(flipped.join('\n')), meta);
        const named = result.firstMismatches.some((mismatch) => mismatch.line === line + 1);
        expect(Math.abs(result.mismatches - untouched.mismatches)).toBe(1);
        expect(result.matches + result.mismatches).toBe(untouched.ticks);
        if (untouched.mismatches === 0) expect(named).toBe(true);
      }),
      { numRuns: 5 },
    );
  });
});
