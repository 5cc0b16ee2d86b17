import { beforeAll, describe, expect, it } from 'vitest';
import { traceText } from '../../../src/trace/ftrace/trace-text.js';
import { buildTimeline, RecordingError, spanContexts, type TraceTimeline } from '../../../src/trace/index.js';
import { rawTracesIn, traceDirectories } from '../raw-traces.js';

const traces = traceDirectories.flatMap((directory) => rawTracesIn(directory));
const cpu = (number: number, timeline: TraceTimeline) => timeline.cpus.find((one) => one.cpu === number);

describe.each(traces)('$path', ({ path, meta }) => {
  let timeline: TraceTimeline;
  beforeAll(async () => {
    timeline = await buildTimeline(traceText(path));
  });

  it('contexts follow each other without gaps and fill the trace', () => {
    for (const { spans } of timeline.cpus) {
      let lastNs = spans.startNs(0);
      let totalNs = 0;
      for (let row = 0; row < spans.length; row++) {
        expect(spans.startNs(row)).toBe(lastNs);
        expect(spans.endNs(row)).toBeGreaterThanOrEqual(spans.startNs(row));
        lastNs = spans.endNs(row);
        totalNs += spans.endNs(row) - spans.startNs(row);
      }
      expect(lastNs).toBe(timeline.endNs);
      expect(Object.values(spans.totalsNs()).reduce((sum, ns) => sum + ns, 0)).toBe(totalNs);
    }
  });

  it('where the events say a tick hit, its own registers say so too in 98 of 100 ticks of the guest’s CPU', () => {
    const { ticks } = timeline;
    let agree = 0;
    let asked = 0;
    for (let row = 0; row < ticks.rows; row++) {
      if (!meta.nohzFullCpus.includes(ticks.own('cpu', row))) continue;
      const context = ticks.context(row);
      asked++;
      const loaded = ticks.field('rv', row) === 1 ? ['guest', 'guest_exit_window', 'run_loop', 'rcuc'] : [];
      const idle = ticks.own('idle', row) === 1 ? ['idle', 'idle_entry_window', 'idle_exit_window'] : [];
      // The interrupt itself may have ended user mode before its tick is seen.
      const user = ticks.field('user', row) === 1 ? ['user', 'kernel'] : [];
      const possible = [...loaded, ...idle, ...user];
      const rest = spanContexts.filter((name) => !['guest', 'guest_exit_window', 'run_loop', 'user'].includes(name));
      if ((possible.length > 0 ? possible : rest).includes(context)) agree++;
    }
    expect(agree / asked).toBeGreaterThan(0.98);
  });

  it('no tick stands in the guest: the interrupt that brings it ends the guest’s run', () => {
    for (let row = 0; row < timeline.ticks.rows; row++) expect(timeline.ticks.context(row)).not.toBe('guest');
  });
});

describe.each(traces.filter((trace) => !trace.beginning))('$path', ({ path, summary, meta }) => {
  let timeline: TraceTimeline;
  beforeAll(async () => {
    timeline = await buildTimeline(traceText(path));
  });

  it('runs of rcuc, its wake-ups, exits and FQS probes are as many as the recorder counted', () => {
    const runs = meta.nohzFullCpus.map((number) => cpu(number, timeline)?.rcucRuns.length ?? 0);
    expect(runs.reduce((sum, count) => sum + count, 0)).toBe(summary['rcuc_runs_iso_total']);
    const wakes = Object.entries(timeline.rcucWakes).map(([number, count]) => [`rcuc/${number}`, count]);
    expect(Object.fromEntries(wakes)).toEqual(summary['rcuc_wakes']);
    const exits = timeline.cpus.reduce((sum, { vmExits }) => sum + vmExits.length, 0);
    const entries = timeline.cpus.reduce((sum, { kvmEntries }) => sum + kvmEntries, 0);
    expect([exits, entries]).toEqual([summary['kvm_exits'], summary['kvm_entries']]);
    const { periods } = timeline.gracePeriods;
    const credited = periods.reduce((sum, period) => sum + period.credited, 0);
    expect({ n: periods.length, remote_qs: credited }).toEqual({
      n: (summary['gp'] as { n: number }).n,
      remote_qs: (summary['gp'] as { remote_qs: number }).remote_qs,
    });
  });

  it('rcuc took the vCPU’s CPU for as long as the recorder counted', () => {
    const recorded = summary['rcuc_runs_preempting_vcpu'] as { n: number; total_us: number };
    let count = 0;
    let totalNs = 0;
    for (const number of meta.nohzFullCpus) {
      const runs = cpu(number, timeline)?.rcucRuns;
      for (let row = 0; row < (runs?.length ?? 0); row++) {
        if (runs?.after(row) !== 'vcpu') continue;
        count++;
        totalNs += runs.endNs(row) - runs.startNs(row);
      }
    }
    // Runs before the vCPU's task first loads its vCPU are the recorder's only.
    expect(recorded.n - count).toBeGreaterThanOrEqual(0);
    expect(recorded.n - count).toBeLessThan(30);
    expect(totalNs / 1000).toBeLessThanOrEqual(recorded.total_us + 1);
    expect(totalNs / 1000).toBeGreaterThan(0.9 * recorded.total_us - 5000);
  });
});

const line = (time: string, event: string, cpuNumber = 1, flags = '.....', task = 'vcpu-7'): string =>
  `  ${task} [00${cpuNumber}] ${flags} ${time}: ${event}\n`;

describe('one vCPU’s way through the run loop', () => {
  const text = [
    line('1.000001', 'vcpu_load: (vcpu_load+0x0/0x40)'),
    line('1.000002', 'kvm_entry: vcpu 0, rip 0x1', 1, 'd..1.'),
    line('1.000010', 'kvm_exit: vcpu 0 reason hlt rip 0x1', 1, 'd..1.'),
    line('1.000011', 'kvm_vcpu_halt: (kvm_vcpu_halt+0x0/0x40)'),
    line(
      '1.000013',
      'sched_switch: prev_comm=vcpu prev_pid=7 prev_prio=98 prev_state=S ==> next_comm=swapper/1 next_pid=0 next_prio=120',
      1,
      'd..2.',
    ),
    line('1.000014', 'kvm_sched_out: (kvm_sched_out+0x0/0x80)', 1, 'd..2.'),
    line('1.000016', 'rcu_watching: End 1 0 0x1', 1, 'd..1.', '<idle>-0'),
    line('1.000020', 'rcu_watching: Start 0 1 0x2', 1, 'd..1.', '<idle>-0'),
    line('1.000021', 'sched_switch: swapper/1:0 [120] R ==> vcpu:7 [98]', 1, 'd..2.', '<idle>-0'),
    line('1.000022', 'kvm_sched_in: (kvm_sched_in+0x0/0x80)'),
    line('1.000025', 'vcpu_put: (vcpu_put+0x0/0x80)'),
    line('1.000026', 'user_enter: ', 1, 'd....'),
    line('1.000030', 'user_exit: ', 1, 'd....'),
  ].join('');

  it('is told context by context, and mark by mark', async () => {
    const timeline = await buildTimeline([text]);
    const { spans, marks } = timeline.cpus[0] as TraceTimeline['cpus'][number];
    const told = Array.from({ length: spans.length }, (_, row) => [spans.context(row), spans.startNs(row) - 1e9]);
    expect(told).toEqual([
      ['run_loop', 1000],
      ['guest', 2000],
      ['guest_exit_window', 10000],
      ['run_loop', 11000],
      ['idle', 13000],
      ['idle_exit_window', 20000],
      ['kernel', 21000],
      ['run_loop', 22000],
      ['kernel', 25000],
      ['user', 26000],
      ['kernel', 30000],
    ]);
    expect(Array.from({ length: marks.length }, (_, row) => marks.kind(row))).toEqual([
      'vcpu-load-to-run',
      'guest-enter',
      'guest-exit',
      'preempt-enable',
      'halt',
      'to-idle',
      'sched-out',
      'idle-enter',
      'idle-exit',
      'to-vcpu',
      'sched-in',
      'vcpu-put',
      'user-enter',
      'user-exit',
    ]);
    expect(spans.rowAt(1e9 + 12_000)).toBe(3);
    expect(spans.rowAt(2e9)).toBe(-1);
  });

  it('an ioctl that does not run the guest is told apart', async () => {
    const { cpus } = await buildTimeline([line('1.000001', 'vcpu_load: (x)'), line('1.000002', 'vcpu_put: (x)')]);
    expect([cpus[0]?.marks.kind(0), cpus[0]?.marks.kind(1)]).toEqual(['vcpu-load', 'vcpu-put']);
  });

  it('after lost events nothing is taken for known', async () => {
    const lost = text
      .replace(/.*kvm_vcpu_halt.*\n/, 'CPU:1 [LOST 12 EVENTS]\n')
      .replace(/\n.*sched_switch: prev[^]*/, '\n');
    const { cpus, read } = await buildTimeline([lost]);
    expect(cpus[0]).toMatchObject({ gaps: 1, vmExits: { length: 1 } });
    expect(read.lost).toBe(12);
    expect(cpus[0]?.spans.context((cpus[0]?.spans.length ?? 1) - 1)).toBe('kernel');
  });

  it('a CPU whose events go back in time is an error at that line', async () => {
    const backwards = line('1.000002', 'user_enter: ') + line('1.000001', 'user_exit: ');
    await expect(buildTimeline([backwards])).rejects.toThrow(RecordingError);
    await expect(buildTimeline([backwards])).rejects.toThrow(/^line 2, column 1: CPU 1 goes back in time/);
    const two = line('1.000002', 'user_enter: ') + line('1.000001', 'user_exit: ', 0);
    expect((await buildTimeline([two])).cpus.map((one) => one.cpu)).toEqual([0, 1]);
  });
});
