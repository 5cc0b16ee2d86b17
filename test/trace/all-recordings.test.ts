import { describe, expect, it } from 'vitest';
import { replay } from '../../src/trace/index.js';
import { readRecording } from '../../src/trace/read-recording.js';
import { cells, fixtures, recordersCounts, recordingsIn, tablePath, tableText } from './recordings.js';

/** The recordings of the repository always; those of another directory too where QUIESCENT_TRACES names one. */
const more = process.env['QUIESCENT_TRACES'];
const directories = more === undefined ? [fixtures] : [fixtures, more];

/** What the recorder called the policies in its what-if counts of the runs that know the variants by number. */
const byVariant: Readonly<Record<string, string>> = {
  v0: 'mainline',
  v1: 'last-guest-exit',
  v2: 'run-loop-flag-sched',
  v3: 'run-loop-flag',
  v4: 'pf-vcpu',
  v5: 'last-guest-exit-reset',
  v6: 'last-guest-exit-reset-sched',
  v7: 'patience-gapless',
  v8: 'run-loop-flag-sched+idle-entry',
  v9: 'guest-entry-flag',
  v10: 'last-qs-age',
  p1000: 'patience',
};

/** The same in the older runs. The first three count the kernel's own variant in, so they hold where there is none. */
const byName: Readonly<Record<string, string>> = {
  v61: 'mainline',
  v612_pat0: 'mainline',
  v612_pat1000ms: 'patience',
  rfcv1: 'last-guest-exit',
  runloop: 'run-loop-flag-sched',
  runloop_literal: 'run-loop-flag',
};

const reasonsInTheirWords: Readonly<Record<string, readonly string[]>> = {
  'deferred-wakeup': ['nocb_defer'],
  'report-quiescent-state': ['core_needs_qs'],
  'callbacks-ready': ['ready_cbs'],
  'need-grace-period': ['need_gp'],
  'grace-period-changed': ['gp_seq_differs', 'gpwrap'],
};

it('at least one recording of each policy that was built into a kernel is in the repository', () => {
  const policies = new Set(recordingsIn(fixtures).map((name) => readRecording(tablePath(fixtures, name)).meta.policy));
  const built = ['mainline', 'patience', 'patience-gapless', 'last-guest-exit', 'run-loop-flag-sched', 'pf-vcpu'];
  expect([...policies].sort()).toEqual(built.sort());
});

describe.each(directories)('recordings in %s', (directory) => {
  describe.each(recordingsIn(directory))('%s', (recording) => {
    const { table, meta } = readRecording(tablePath(directory, recording));
    const result = replay(table, meta);

    it('each tick of the housekeeping CPU is decided as the kernel did', () => {
      expect(result.perCpu['0']?.mismatches ?? 0).toBe(0);
    });

    if (meta.virtualTime) {
      it('in virtual time each tick whose fields are not in doubt is decided as the kernel did', () => {
        expect(result.firstMismatches.filter((mismatch) => !mismatch.race)).toEqual([]);
        expect(result.mismatchesOutsideRaces).toBe(0);
      });
    } else {
      it('the emulator’s stalls part fewer than two ticks in a hundred from the kernel’s decision', () => {
        expect(result.mismatches).toBeLessThan(0.02 * result.ticks);
      });
    }

    it('every tick is counted once, in every way of counting', () => {
      const cpus = Object.values(result.perCpu);
      const sum = (pick: (cpu: (typeof cpus)[number]) => number) => cpus.reduce((total, cpu) => total + pick(cpu), 0);
      const text = tableText(directory, recording);
      expect(result.ticks).toBe(text.split('\n').length - 2);
      expect(result.matches + result.mismatches).toBe(result.ticks);
      expect(sum((cpu) => cpu.ticks)).toBe(result.ticks);
      expect(sum((cpu) => cpu.mismatches)).toBe(result.mismatches);
      expect(sum((cpu) => cpu.races)).toBe(result.races);
      expect(Object.values(result.reasons).reduce((total, count) => total + count, 0)).toBe(result.ticks);
      expect(result.invoked).toBe(cells(text, 'invoked').filter((cell) => cell === '1').length);
      for (const cpu of cpus) {
        expect(Object.values(cpu.contexts).reduce((total, context) => total + context.ticks, 0)).toBe(cpu.ticks);
      }
    });

    it('the reasons are those that the recorder’s own analysis gives', () => {
      const theirs = cells(tableText(directory, recording), 'reason');
      for (const [reason, words] of Object.entries(reasonsInTheirWords)) {
        const count = theirs.filter((word) => words.includes(word)).length;
        expect([reason, result.reasons[reason as keyof typeof result.reasons]]).toEqual([reason, count]);
      }
    });

    const counts = recordersCounts(directory, recording) ?? {};
    const ownVariant = (meta.kvmVariant ?? 0) !== 0;
    const comparable = Object.entries({ ...byName, ...byVariant }).filter(
      ([name]) => counts[name] !== undefined && !(ownVariant && name.startsWith('v61')),
    );

    if (comparable.length > 0) {
      it('each policy would have invoked RCU core as often as the recorder counted', () => {
        const { policies } = replay(table, meta, { patienceMs: 1000 });
        for (const [name, policy] of comparable)
          expect([name, policies[policy]?.wouldInvoke]).toEqual([name, counts[name]]);
      });
    }

    if (counts['p5'] !== undefined) {
      it('a shorter patience would have invoked it as often as the recorder counted', () => {
        for (const patienceMs of [5, 20]) {
          expect(replay(table, meta, { patienceMs }).policies['patience']?.wouldInvoke).toBe(counts[`p${patienceMs}`]);
        }
      });
    }

    it('the kernel’s own policy, asked like any other, differs from the kernel where the replay mismatches', () => {
      const onNohzFull = Object.values(result.perCpu).filter((cpu) => cpu.nohzFull);
      const mismatches = onNohzFull.reduce((total, cpu) => total + cpu.mismatches, 0);
      expect(result.policies[meta.policy]?.differs).toBe(mismatches);
    });
  });
});
