import { describe, expect, it } from 'vitest';
import { noSummary, parseWorkload, RecordingError } from '../../../src/trace/index.js';
import { findRecordings, recordingName } from '../../../src/trace/run/find-recordings.js';
import { parseGracePeriodTable } from '../../../src/trace/run/grace-period-table.js';
import { loadRun } from '../../../src/trace/run/load-run.js';
import { parseSummary } from '../../../src/trace/run/summary.js';
import { directoryWith } from '../../cli/fake-terminal.js';
import { fixtures, tablePath } from '../recordings.js';

describe('a table of grace periods', () => {
  it('is read by the names of its columns, whatever their order', () => {
    const rows = parseGracePeriodTable('jiffies,extra,t_end,t_start\n2,x,1.5,1.25\n4,y,3.5,3\n');
    expect(rows).toEqual([
      { startSec: 1.25, endSec: 1.5, jiffies: 2 },
      { startSec: 3, endSec: 3.5, jiffies: 4 },
    ]);
  });

  it.each([
    ['', /^line 1: empty table of grace periods/],
    ['t_start,t_end\n', /^line 1, column jiffies: column missing/],
    ['t_start,t_end,jiffies\n1,2\n', /^line 2: 2 fields, but the header has 3/],
    ['t_start,t_end,jiffies\n1,soon,3\n', /^line 2, column t_end: a number from 0 on expected: "soon"/],
    ['t_start,t_end,jiffies\n1,2,-1\n', /^line 2, column jiffies: a number from 0 on expected: "-1"/],
  ])('that is none is refused: %j', (text, message) => {
    expect(() => parseGracePeriodTable(text)).toThrow(RecordingError);
    expect(() => parseGracePeriodTable(text)).toThrow(message);
  });
});

describe('what a meta file says of the load', () => {
  it('is read where it stands', () => {
    const workload = parseWorkload(
      JSON.stringify({
        guest_args: 'io period_us=1000 ukern_us=300000 tickdep=1',
        result: 'RESULT mode=io secs=5.009 guest_exits=4719',
        gpload_sleep_us: 20000,
        cmdline: 'skew_tick=1 quiet',
        rcuc_policy: 'SCHED_OTHER',
        vcpu_policy: 'SCHED_FIFO 3',
        kvm: { halt_poll_ns: '50000' },
        qemu: 'TCG icount',
      }),
    );
    expect(workload).toMatchObject({
      mode: 'io',
      callerSleepUs: 20000,
      guestExits: 4719,
      guestSec: 5.009,
      skewTick: true,
    });
    expect(workload).toMatchObject({ vcpuPriority: 3, rcucPriority: 0, haltPollNs: 50000, timing: 'virtual-frozen' });
    expect(workload.arguments.get('ukern_us')).toBe(300000);
  });

  it('is null where it is missing or of another kind', () => {
    const workload = parseWorkload('{"guest_args": 7, "gpload_sleep_us": "soon", "preempt_rt": "yes"}');
    expect(workload).toMatchObject({
      mode: null,
      callerSleepUs: null,
      guestExits: null,
      preemptRt: null,
      timing: 'own',
    });
  });
});

describe('a summary', () => {
  it('gives the mean of long stretches without the shorter ones and the longest', () => {
    const of = { p50: 17.5, p90: 17.9, p99: 18.3, max: 54.5 };
    const json = { watching_stretch_ms_nonhk: { n_gt_1ms: 294, n_gt_10ms: 290, sum_ms_gt_1ms: 5100, ms_gt_1ms: of } };
    expect(parseSummary(JSON.stringify(json)).longStretchMeanUs).toBeCloseTo(17_414, -1);
  });

  it.each(['', '[]', '{"timer_irq_us_iso": 3}', 'null'])('that says nothing is none: %j', (json) => {
    expect(parseSummary(json)).toEqual(noSummary);
  });
});

describe('recordings in a folder', () => {
  it('are found once each, by raw trace where there is one', () => {
    const found = findRecordings(fixtures).map((file) => file.slice(fixtures.length));
    expect(found).toContain('H1000_v0/spin_dep.trace.gz');
    expect(found).not.toContain('H1000_v0/spin_dep.ticks.csv.gz');
    expect(found).toContain('A61/spin_dep.ticks.csv.gz');
    expect(recordingName(found[0] ?? '')).toBe('A61/spin_dep');
  });

  it('may be a raw trace without tables, but not without its meta file', () => {
    const found = findRecordings(fixtures).map((file) => file.slice(fixtures.length));
    expect(found).toContain('X1000/hlt_nh.trace.gz');
    expect(found).not.toContain('A61/spin_dep.begin.trace.gz');
  });

  it('that has none is refused with what was looked for', () => {
    expect(() => findRecordings(directoryWith({ 'notes.txt': '' }))).toThrow(/^no recording \(X\.trace/);
    expect(() => findRecordings('/nowhere/at/all')).toThrow(/^no such file or folder/);
  });
});

describe('the steady part of a recording in files', () => {
  it('begins after the guest has settled and ends where nobody asks for grace periods any more', async () => {
    const run = await loadRun(tablePath(fixtures, 'H1000_v0/spin_dep'));
    expect(run.startSec).toBeCloseTo(7.603, 2);
    expect(run.endSec).toBeCloseTo(12.369, 2);
    expect(run.gracePeriods.every(({ startSec, endSec }) => startSec >= run.startSec && endSec <= run.endSec)).toBe(
      true,
    );
    expect(run.ticks.length).toBeGreaterThan(4700);
    expect(run.vcpuCpus).toEqual([1]);
  });

  it('needs its grace periods beside the table', async () => {
    const folder = directoryWith({ 'x.ticks.csv': '', 'x.meta.json': '{}' });
    await expect(loadRun(`${folder}/x.ticks.csv`)).rejects.toThrow(RecordingError);
  });
});
