import { describe, expect, it } from 'vitest';
import { definePolicy } from '../../../src/policies/index.js';
import { buildTimeline, parseRecordingMeta, RecordingError, replayTrace } from '../../../src/trace/index.js';
import { metaJson } from '../table-text.js';
import { eventLine, gracePeriodLines, tickLines } from '../trace-lines.js';

const meta = parseRecordingMeta(metaJson());
const load = eventLine(1, 'vcpu_load: (x)') + eventLine(2, 'kvm_entry: vcpu 0, rip 0x1', 'd..1.');
const enter = (us: number) => eventLine(us, 'kvm_entry: vcpu 0, rip 0x1', 'd..1.');
const exit = (us: number) => eventLine(us, 'kvm_exit: vcpu 0 reason interrupt rip 0x1', 'd..1.');
const running = { gps: 9, ngps: 9, gpstart: 998, rgps: 8, rv: '0xffff888000b05e08' };
const replayOf = async (text: string, policies: string[], options = {}) =>
  replayTrace(await buildTimeline([text]), meta, { policies, ...options });

describe('a tick that interrupts the guest while a grace period runs', () => {
  // The kernel learns of the grace period, reports, and learns of its end.
  const text = [
    load,
    exit(500),
    tickLines(501, running, true, 'd.h1.'),
    eventLine(510, 'notectx: (x) preempt=1 caller=__schedule'),
    enter(520),
    exit(1500),
    tickLines(1501, { ...running, j: 1001, rgps: 9, core: 1 }, true, 'd.h1.'),
    enter(1520),
    exit(2500),
    tickLines(2501, { ...running, gps: 12, ngps: 12, j: 1002, rgps: 9 }, true, 'd.h1.'),
    enter(2520),
  ].join('');

  it('wakes rcuc three times under mainline, once under patience, never with a run-loop flag', async () => {
    const { policies } = await replayOf(text, ['mainline', 'patience', 'run-loop-flag', 'last-guest-exit', 'pf-vcpu']);
    expect(policies.map(({ id, invocations }) => [id, invocations.fewest, invocations.most])).toEqual([
      ['mainline', 3, 3],
      ['patience', 1, 1],
      ['run-loop-flag', 0, 0],
      ['last-guest-exit', 0, 0],
      ['pf-vcpu', 0, 0],
    ]);
    expect(policies.map(({ saved }) => saved.most)).toEqual([0, 2, 3, 3, 3]);
    expect(policies.map(({ windows }) => windows.guest.ticks)).toEqual([3, 3, 3, 3, 3]);
  });

  it('is a false negative where it wakes rcuc although the guest is entered soon, and no false positive where it doesn’t', async () => {
    const { policies } = await replayOf(text, ['mainline', 'run-loop-flag']);
    expect(
      policies.map(({ falseNegatives, falsePositives }) => [falseNegatives.count.fewest, falsePositives.count.most]),
    ).toEqual([
      [3, 0],
      [0, 0],
    ]);
    expect(policies[0]?.falseNegatives).toMatchObject({ totalNs: { fewest: 57_000 }, maxNs: 19_000 });
  });

  it('a policy of one’s own is asked as the others are', async () => {
    const always = definePolicy({ id: 'always', skips: () => true });
    const { policies } = replayTrace(await buildTimeline([text]), meta, { policies: [always] });
    expect(policies[0]).toMatchObject({
      id: 'always',
      invocations: { fewest: 0, most: 0 },
      sideState: { kind: 'none' },
    });
  });
});

describe('which interrupt came from the guest', () => {
  const forced = eventLine(500, 'kvm_exit: vcpu 0 reason EXTERNAL_INTERRUPT rip 0x1', 'd..1.');
  const timer = (us: number) => eventLine(us, 'local_timer_entry: vector=236', 'd.h1.');
  const tick = tickLines(505, running, true, 'd.h1.');
  const saved = async (...lines: string[]) => {
    const { policies } = await replayOf([load, ...lines, enter(600)].join(''), ['irq-from-guest']);
    return policies[0]?.saved.most;
  };

  it('on VMX the first behind the exit that it forced, and no later one', async () => {
    expect(await saved(forced, timer(501), tick)).toBe(1);
    expect(await saved(forced, eventLine(501, 'reschedule_entry: vector=253', 'd.h1.'), timer(502), tick)).toBe(0);
    expect(await saved(forced, tick)).toBe(1);
  });

  it('behind another exit, or on SVM, none', async () => {
    expect(await saved(forced.replace('EXTERNAL_INTERRUPT', 'MSR_WRITE'), timer(501), tick)).toBe(0);
    expect(await saved(exit(500), timer(501), tick)).toBe(0);
  });
});

describe('kernel work behind a guest exit', () => {
  const [gpStart, gpEnd] = gracePeriodLines(300, 9000, 9, 998);
  const work = [
    load.replace('\n', `\n${gpStart}`),
    exit(400),
    eventLine(410, 'vcpu_put: (x)'),
    tickLines(501, { ...running, rv: '0x0' }, true),
    eventLine(600, 'notectx: (x) preempt=1 caller=__schedule'),
    tickLines(1501, { ...running, rv: '0x0', j: 1001, rgps: 9, core: 1 }, true),
    gpEnd,
    tickLines(9501, { gps: 12, ngps: 12, j: 1009, rgps: 9 }, true),
    eventLine(12_000, 'user_enter: '),
  ].join('');

  it('makes a skip by the last guest exit a false positive, and a grace period that waits for it longer', async () => {
    const { policies } = await replayOf(work, ['last-guest-exit', 'last-guest-exit-reset']);
    expect(policies[0]).toMatchObject({
      invocations: { fewest: 0, most: 0 },
      falsePositives: { count: { fewest: 1, most: 1 }, totalNs: { fewest: 11_499_000, most: 11_499_000 } },
      gracePeriods: { delayed: 1 },
    });
    // At HZ=1000 scans come 3 to 4 jiffies apart; the quiescent state at 12 ms is seen by the fourth at the latest.
    expect(policies[0]?.gracePeriods.addedAtMostNs).toBe(16_000_300 - 9_000_000 + 300_000 - 300);
    expect(policies[1]).toMatchObject({
      falsePositives: { count: { most: 0 } },
      gracePeriods: { delayed: 0, addedAtMostNs: 0 },
    });
  });

  it('counts as a window of the way to user mode only until user mode', async () => {
    const { policies } = await replayOf(work, ['mainline']);
    expect(policies[0]?.windows['to-user']).toMatchObject({ ticks: 3, kernel: 3 });
  });

  it('"soon" is what the caller says it is', async () => {
    const { policies } = await replayOf(work, ['last-guest-exit'], { soonUs: 20_000 });
    expect(policies[0]?.falsePositives.count).toEqual({ fewest: 0, most: 0 });
  });
});

describe('windows', () => {
  const idle = '<idle>-0';
  const window = async (...lines: string[]) => {
    const { policies } = await replayOf([load, ...lines].join(''), ['mainline']);
    return Object.entries(policies[0]?.windows ?? {})
      .filter(([, { ticks }]) => ticks > 0)
      .map(([name]) => name);
  };
  const halt = exit(10) + eventLine(11, 'kvm_vcpu_halt: (x)');
  const toIdle =
    eventLine(20, 'sched_switch: vcpu:7 [98] S ==> swapper/1:0 [120]') + eventLine(21, 'kvm_sched_out: (x)');

  it.each([
    ['guest', [exit(10), tickLines(11, running, false, 'd.h1.')]],
    ['exit-handler', [exit(10), tickLines(11, running)]],
    ['halt-poll', [halt, tickLines(12, running)]],
    ['idle-entry', [halt, toIdle, tickLines(22, {}, false, 'd.h1.', idle)]],
    [
      'idle-exit',
      [halt, toIdle, eventLine(30, 'sched_switch: swapper/1:0 [120] R ==> vcpu:7 [98]'), tickLines(31, {})],
    ],
    ['to-user', [exit(10), eventLine(12, 'vcpu_put: (x)'), tickLines(13, {})]],
    ['other', [halt, toIdle, tickLines(22, { ctn: 0, ctnmi: '0x1' }, false, 'd.h1.', idle)]],
    ['other', [tickLines(22, {}, false, 'd.h..', 'rcuc/1-29')]],
  ])('%s', async (name, lines) => {
    expect(await window(...lines)).toEqual([name]);
  });
});

describe('what can’t be replayed', () => {
  it('a trace of another machine than the meta file’s', async () => {
    const text = tickLines(1, { npat: 5 });
    const timeline = await buildTimeline([text]);
    expect(() => replayTrace(timeline, meta)).toThrow(RecordingError);
    expect(() => replayTrace(timeline, meta)).toThrow(/column npat: table and meta are not of one run/);
  });

  it('a tick without a field that decides, or with a wrong one, at its place', async () => {
    await expect(buildTimeline([tickLines(1, {}).replace(' gps=4', '')])).rejects.toThrow(
      /^line 1, column 39: tick1: field gps missing: /,
    );
    await expect(buildTimeline([tickLines(1, { core: 2 })])).rejects.toThrow(
      /^line 1, column \d+: tick1: core: flag expected: "2"$/,
    );
    await expect(buildTimeline([tickLines(1, {}) + tickLines(9, {}).replace(' npat=0', '')])).rejects.toThrow(
      /^line 3, .*field npat missing, but not so at the first tick/,
    );
  });

  it('a trace without ticks, or without anything, has nothing to decide', async () => {
    for (const text of ['', '# tracer: nop\n', eventLine(1, 'user_enter: ')]) {
      const result = replayTrace(await buildTimeline([text]), meta, { policies: ['mainline'] });
      expect(result.replay.ticks).toBe(0);
      expect(result.gracePeriods).toEqual({ count: 0, medianNs: null, longestNs: null, fqsProbes: 0, credited: 0 });
    }
  });

  it('ticks cut off by the ends of the trace make no row and are said', async () => {
    const [first = '', ...rest] = tickLines(1, {}).trimEnd().split('\n');
    const text = `${rest.join('\n')}\n${tickLines(10, {})}${first.replace('1.000001', '1.000099')}\n`;
    const timeline = await buildTimeline([text]);
    expect([timeline.ticks.rows, timeline.unfinishedTicks]).toEqual([1, 1]);
    expect(replayTrace(timeline, meta).limits.join()).toContain(
      'ticks cut off by the ends of the trace or a gap are left out: 1',
    );
  });
});
