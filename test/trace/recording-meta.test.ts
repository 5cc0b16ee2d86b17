import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { kernelLayout, parseRecordingMeta, RecordingError } from '../../src/trace/index.js';
import { checkHostile, fuzzTimeout, hostileTexts } from './fuzz.js';
import { fixtures } from './recordings.js';
import { metaJson } from './table-text.js';

function messagesOf(json: string): string[] {
  try {
    parseRecordingMeta(json);
  } catch (error) {
    expect(error).toBeInstanceOf(RecordingError);
    return (error as RecordingError).problems.map((problem) => problem.message);
  }
  throw new Error('the meta file was accepted');
}

describe('the policy that a kernel followed', () => {
  it.each([
    [{}, 'mainline'],
    [{ rcutree: { nohz_full_patience_delay: '0' } }, 'mainline'],
    [{ rcutree: { nohz_full_patience_delay: '1000' } }, 'patience'],
    [{ rcutree: { kvm_variant: '1' } }, 'last-guest-exit'],
    [{ rcutree: { kvm_variant: '2', nohz_full_patience_delay: '0' } }, 'run-loop-flag-sched'],
    [{ kvm_variant: 0, patience_ms: 5 }, 'patience'],
    [{ kvm_variant: 3, patience_ms: 0 }, 'run-loop-flag'],
    [{ kvm_variant: 4 }, 'pf-vcpu'],
    [{ kvm_variant: 5 }, 'last-guest-exit-reset'],
    [{ kvm_variant: 6 }, 'last-guest-exit-reset-sched'],
    [{ kvm_variant: 7, patience_ms: 1000, patience_jiffies: 1000 }, 'patience-gapless'],
    [{ kvm_variant: 8 }, 'run-loop-flag-sched+idle-entry'],
    [{ kvm_variant: 9 }, 'guest-entry-flag'],
    [{ kvm_variant: 10 }, 'last-qs-age'],
  ])('%j: %s', (more, policy) => {
    expect(parseRecordingMeta(metaJson(more)).policy).toBe(policy);
  });

  it('a variant set at run time comes before the one given at boot', () => {
    const meta = parseRecordingMeta(metaJson({ kvm_variant: 4, rcutree: { kvm_variant: '0' } }));
    expect(meta.policy).toBe('pf-vcpu');
  });

  it('patience is rounded up to whole jiffies', () => {
    const meta = parseRecordingMeta(metaJson({ hz: 250, patience_ms: 1 }));
    expect([meta.patienceMs, meta.patienceJiffies]).toEqual([1, 1]);
  });
});

describe('layouts', () => {
  it('6.1 and 6.12 keep the offloaded bit and the wake-up threshold in different places', () => {
    expect(kernelLayout('6.1.0-56-rt-amd64')).toMatchObject({ offloadedBit: 32, nocbWake: 2 });
    expect(kernelLayout('6.12.117+deb12-rt-amd64')).toMatchObject({ offloadedBit: 2, nocbWake: 3 });
  });

  it.each(['6.2.0', '6.11.3', '6.13.0', '6.120.1', '5.10', '', 'six', '6.1x', '__proto__'])(
    'of "%s" nothing is known',
    (release) => {
      expect(kernelLayout(release)).toBeNull();
    },
  );
});

describe('what is refused, with its path', () => {
  it('every problem is told at once', () => {
    expect(messagesOf(JSON.stringify({ kernel: '4.4', hz: 99, nohz_full_cpus: [0, -1] }))).toEqual([
      'meta kernel: a kernel release of a known series (6.1, 6.12) expected: "4.4"',
      'meta hz: 100, 250, 300 or 1000 expected: 99',
      'meta nohz_full_cpus.1: a whole number 0..8191 expected: -1',
    ]);
  });

  it.each([
    ['', /^meta line 1, column 1: JSON: a value expected: ""$/],
    ['{', /^meta line 1, column 2: JSON: a string in double quotes expected: ""$/],
    ['[]', /^meta: an object expected: \[\]$/],
    ['null', /^meta: an object expected: null$/],
    [metaJson({ hz: undefined }), /^meta hz: 100, 250, 300 or 1000 expected$/],
    [metaJson({ kernel: 6.12 }), /^meta kernel: text expected: 6\.12$/],
    [metaJson({ nohz_full_cpus: '1' }), /^meta nohz_full_cpus: a list of CPU numbers expected: "1"$/],
    [metaJson({ kvm_variant: 11 }), /^meta kvm_variant: a whole number 0\.\.10 expected: 11$/],
    [metaJson({ kvm_variant: 1.5 }), /^meta kvm_variant: a whole number 0\.\.10 expected: 1\.5$/],
    [
      metaJson({ rcutree: { kvm_variant: 'one' } }),
      /^meta rcutree\.kvm_variant: a whole number 0\.\.10 expected: "one"$/,
    ],
    [metaJson({ rcutree: 3 }), /^meta rcutree: an object with the rcutree parameters expected: 3$/],
    [metaJson({ patience_ms: 5001 }), /^meta patience_ms: a whole number 0\.\.5000 expected: 5001$/],
    [
      metaJson({ patience_ms: 20, patience_jiffies: 5 }),
      /^meta patience_jiffies: 20 expected: 20 ms at 1000 ticks a second: 5$/,
    ],
    [metaJson({ kvm_variant: 1, patience_ms: 20 }), /^meta patience_ms: 0 expected with kvm_variant 1: 20$/],
    [
      metaJson({ kernel: '6.1.0', rcutree: { nohz_full_patience_delay: '5' } }),
      /^meta rcutree\.nohz_full_patience_delay: 0 expected: kernel 6\.1\.0 knows no patience: 5$/,
    ],
  ])('%s', (json, message) => {
    expect(messagesOf(json)).toEqual([expect.stringMatching(message)]);
  });

  it('each problem has the line and column where the value stands, or where it should', () => {
    const problems = (json: string) => {
      try {
        parseRecordingMeta(json);
      } catch (error) {
        return (error as RecordingError).problems.map(({ line, column, field }) => [field, line, column]);
      }
      return [];
    };
    expect(problems('{"kernel": "6.12.1",\n "nohz_full_cpus": [1, -2],\n "hz": 1}')).toEqual([
      ['hz', 3, 8],
      ['nohz_full_cpus.1', 2, 24],
    ]);
    expect(problems('\n {"kernel": "6.12.1", "nohz_full_cpus": []}')).toEqual([['hz', 2, 2]]);
    expect(problems('{"kernel": "6.12.1",\n"hz": 250, "nohz_full_cpus": [], "hz": 1000}')).toEqual([[null, 2, 34]]);
  });

  it(
    'whatever is given as a meta file is refused with its place, or says what a plain reading of it does',
    () => {
      const real = ['A61/spin_dep', 'H1000_p1000/io_kern_long', 'L2/hlt_nh'].map((recording) =>
        readFileSync(join(fixtures, `${recording}.meta.json`), 'utf8').slice(0, 100_000),
      );
      const made = [metaJson(), metaJson({ rcutree: { kvm_variant: '2' } }), metaJson({ patience_ms: 20, run: 'é' })];
      checkHostile(hostileTexts([...real, ...made, ...made]), parseRecordingMeta, (meta, json) => {
        const plain = JSON.parse(json.replace(/^\uFEFF/, '')) as Record<string, unknown>;
        expect([meta.kernel, meta.hz, meta.run]).toEqual([plain['kernel'], plain['hz'], plain['run'] ?? null]);
        expect(meta.nohzFullCpus).toEqual((plain['nohz_full_cpus'] as unknown[]).map(Number));
        expect(meta.policy).not.toBe('');
      });
    },
    fuzzTimeout,
  );
});
