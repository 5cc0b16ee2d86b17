import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createFtraceScanner } from '../../../src/trace/ftrace/read-ftrace.js';
import { eventArgs, lostEvents, readFtrace, RecordingError, type FtraceEvent } from '../../../src/trace/index.js';
import { taskSwitch, wokenRcuc } from '../../../src/trace/ftrace/event-fields.js';
import { fixtureText } from '../fixture-text.js';

function eventsOf(text: string): FtraceEvent[] {
  const events: FtraceEvent[] = [];
  const scanner = createFtraceScanner((event) => void events.push(event));
  scanner.push(text);
  scanner.end();
  return events;
}

const named = (text: string, name: string): FtraceEvent[] => eventsOf(text).filter((event) => event.name === name);

describe('what the kernel’s own tracing files print', () => {
  it('task, pid, CPU, flags, time, event and arguments', () => {
    const [event] = eventsOf(
      '     rcu_preempt-16      [000] d..1.     7.355182: rcu_grace_period: rcu_preempt 505 start\n',
    );
    expect(event).toMatchObject({
      line: 1,
      task: 'rcu_preempt',
      pid: 16,
      cpu: 0,
      flags: 'd..1.',
      timeNs: 7_355_182_000,
      name: 'rcu_grace_period',
    });
    expect(event && eventArgs(event)).toBe('rcu_preempt 505 start');
  });

  it('names of tasks may hold blanks, dashes, brackets and numbers', () => {
    const task = (name: string) => eventsOf(`  ${name}-12 [001] ..... 1.000001: user_enter: \n`)[0]?.task;
    for (const name of ['a b', 'irq/4-ttyS0', 'kworker/0:1-ev', '[x] 1-2', '-1 [000] .... 1', '#1']) {
      expect(task(name)).toBe(name);
    }
  });

  it('a thread-group id, as the option record-tgid adds it, is passed over', () => {
    const events = eventsOf(fixtureText('trace-tgid.txt'));
    expect(events).toHaveLength(25);
    expect(events[0]).toMatchObject({
      task: 'busybox',
      pid: 3479,
      cpu: 1,
      flags: 'd...2..',
      name: 'sched_stat_runtime',
    });
    expect(events.find(({ task }) => task === '<idle>')).toMatchObject({ pid: 0, flags: 'd..h3..' });
  });

  it('events lost by the ring buffer are said, with their CPU', () => {
    const lost = named(fixtureText('trace-pipe.txt'), lostEvents);
    expect(lost.map((event) => [event.cpu, event.text])).toEqual([
      [1, '11882'],
      [0, '12431'],
    ]);
    expect(named('CPU:3 [LOST EVENTS]\n', lostEvents)[0]).toMatchObject({ cpu: 3, text: '' });
  });
});

describe('what trace-cmd report prints', () => {
  const report = fixtureText('trace-cmd-report.txt');

  it('no flags are no flags; times with 6 digits', () => {
    const events = eventsOf(report);
    expect(events).toHaveLength(140);
    expect(events[0]).toMatchObject({ line: 2, task: '<idle>', cpu: 1, flags: null, timeNs: 83_854_358_000 });
  });

  it('the latency layout has flags behind the CPU, and nanoseconds where asked for', () => {
    const events = eventsOf(fixtureText('trace-cmd-report-latency.txt'));
    expect(events).toHaveLength(19);
    expect(events[0]).toMatchObject({ task: '<idle>', cpu: 1, flags: 'dNh1.', timeNs: 83_854_358_315 });
    expect(events.at(-1)).toMatchObject({ task: 'ksoftirq', pid: 29, cpu: 1, flags: 'd..2.' });
  });

  it('task switches and wake-ups read the same in each layout, raw fields too', () => {
    const layouts = ['trace-cmd-report.txt', 'trace-cmd-report-latency.txt', 'trace-cmd-report-raw.txt'];
    for (const layout of layouts) {
      const switches = named(fixtureText(layout), 'sched_switch').slice(0, 2).map(taskSwitch);
      expect(switches).toEqual([
        { previous: { comm: 'swapper/1', pid: 0 }, next: { comm: 'rcu_preempt', pid: 17 } },
        { previous: { comm: 'rcu_preempt', pid: 17 }, next: { comm: 'ksoftirqd/1', pid: 29 } },
      ]);
    }
    expect(
      named(report, 'sched_waking')
        .map(wokenRcuc)
        .filter((cpu) => cpu !== null),
    ).toContain(0);
    expect(
      named(report, 'sched_wakeup')
        .map(wokenRcuc)
        .filter((cpu) => cpu !== null),
    ).toContain(0);
  });

  it('a marker reads as the kernel names it', () => {
    expect(named(report, 'tracing_mark_write').map(eventArgs)).toEqual(['hello there']);
  });

  it('dropped events are said', () => {
    const lost = named(fixtureText('trace-cmd-report-dropped.txt'), lostEvents);
    expect(lost.map((event) => Number(event.text))).toEqual([843, 101, 2219, 1041, 101]);
  });
});

describe('reading piece by piece', () => {
  const text = fixtureText('trace-pipe.txt') + fixtureText('trace-tgid.txt');
  const whole = eventsOf(text);

  it('pieces may be cut anywhere, also inside a line end', () => {
    for (const variant of [text, text.replaceAll('\n', '\r\n')]) {
      fc.assert(
        fc.property(fc.array(fc.nat(variant.length), { maxLength: 12 }), (cuts) => {
          const events: FtraceEvent[] = [];
          const scanner = createFtraceScanner((event) => void events.push(event));
          const at = [0, ...cuts.sort((a, b) => a - b), variant.length];
          for (let piece = 1; piece < at.length; piece++) scanner.push(variant.slice(at[piece - 1], at[piece]));
          scanner.end();
          expect(events).toEqual(whole);
        }),
        { numRuns: 50 },
      );
    }
  });

  it('events come one by one while the text does, and progress is told after each piece', async () => {
    const told: number[] = [];
    async function* pieces() {
      yield text.slice(0, 1000);
      yield text.slice(1000);
    }
    const read: FtraceEvent[] = [];
    for await (const event of readFtrace(pieces(), { onProgress: ({ events }) => told.push(events) })) read.push(event);
    expect(read).toEqual(whole);
    expect(told).toHaveLength(2);
    expect(told[0]).toBeGreaterThan(0);
    expect(told[1]).toBe(whole.filter(({ name }) => name !== lostEvents).length);
  });
});

describe('what is no trace is refused with its place', () => {
  const problem = (text: string) => {
    try {
      eventsOf(text);
    } catch (error) {
      expect(error).toBeInstanceOf(RecordingError);
      return (error as RecordingError).problems[0];
    }
    throw new Error('accepted');
  };

  it.each([
    ['hello', 1, 'an event of ftrace text expected (task-pid first)'],
    ['  init-1 000 d..1. 7.3: x: y', 10, 'a CPU number in brackets expected'],
    ['  init-1 [000] d..1. 7: x: y', 22, 'a time in seconds with a fraction expected'],
    ['  init-1 [000] d..1. 7.5: nothing', 27, 'the name of an event and a colon expected'],
    ['  init-1 [000] d.q1. 7.5: x: y', 16, 'flags of 5 or 7 characters expected'],
    ['  init-1 [000] d..1. 9999999999.5: x: y', 22, 'a time below'],
  ])('%s', (line, column, cause) => {
    const found = problem(`# tracer: nop\n\n${line}\n`);
    expect(found).toMatchObject({ line: 3, column });
    expect(found?.message).toContain(`line 3, column ${column}: ${cause}`);
  });

  it('a line without end is refused once it is too long, and not gathered in memory', () => {
    expect(problem('x'.repeat(70_000))).toMatchObject({ line: 1, column: 65_537 });
    const scanner = createFtraceScanner(() => {});
    expect(() => {
      for (let piece = 0; piece < 10; piece++) scanner.push(' '.repeat(10_000));
    }).toThrow(RecordingError);
  });

  it.each([
    ['blanks', ' '.repeat(60_000)],
    ['a pid that goes on and on', `a-${'1'.repeat(60_000)}`],
    ['blanks behind a pid', `a-1${' '.repeat(60_000)}x`],
    ['minus signs', '-'.repeat(60_000)],
  ])('a hostile line of %s takes no time', (_name, line) => {
    const before = performance.now();
    expect(() => eventsOf(`${line}!\n`)).toThrow(RecordingError);
    expect(performance.now() - before).toBeLessThan(1000);
  });
});
