import { beforeAll, describe, expect, it } from 'vitest';
import { traceText } from '../../../src/trace/ftrace/trace-text.js';
import { buildTimeline, replayTrace, type PolicyCounterfactual, type TraceReplay } from '../../../src/trace/index.js';
import { fixtureTrace, rawTracesIn, traceDirectories, type RawTrace } from '../raw-traces.js';

const traces = traceDirectories.flatMap((directory) => rawTracesIn(directory));
const read = async ({ path, meta }: RawTrace): Promise<TraceReplay> =>
  replayTrace(await buildTimeline(traceText(path)), meta);

describe.each(traces)('$path', (trace) => {
  let result: TraceReplay;
  const policy = (id: string): PolicyCounterfactual => {
    const found = result.policies.find((one) => one.id === id);
    if (found === undefined) throw new Error(`not tried: ${id}`);
    return found;
  };
  beforeAll(async () => {
    result = await read(trace);
  });

  it('what a policy remembers, rebuilt from the events, decides every tick as what the kernel itself wrote down', () => {
    const checked = result.policies.filter(({ sideState }) => sideState.kind === 'checked');
    expect(checked.map(({ id, sideState }) => [id, sideState.differs])).toEqual(checked.map(({ id }) => [id, 0]));
    for (const { sideState, ticks } of checked) expect(sideState.ticks).toBe(ticks);
    if (trace.meta.kvmVariant !== null) expect(checked.length).toBeGreaterThanOrEqual(4);
  });

  it('the kernel’s own policy, on the same inputs, differs from the kernel where the replay does', () => {
    const own = policy(trace.meta.policy);
    const onNohzFull = Object.values(result.replay.perCpu).filter(({ nohzFull }) => nohzFull);
    const mismatches = onNohzFull.reduce((sum, cpu) => sum + cpu.mismatches, 0);
    expect(own.sameInputs.saved + own.sameInputs.added).toBe(mismatches);
  });

  it('the kernel’s own policy would have done what the kernel did, exactly where no tick is a race', () => {
    const own = policy(trace.meta.policy);
    const cpus = result.cpus.filter(({ nohzFull }) => nohzFull);
    const invoked = cpus.reduce((sum, cpu) => sum + cpu.invoked, 0);
    const mismatches = own.sameInputs.saved + own.sameInputs.added;
    expect(own.invocations.fewest).toBeLessThanOrEqual(invoked + mismatches);
    expect(own.invocations.most).toBeGreaterThanOrEqual(invoked - mismatches);
    if (mismatches === 0) expect(own.invocations).toEqual({ fewest: invoked, most: invoked });
    expect(own.gracePeriods.delayed).toBeLessThanOrEqual(2);
  });

  it('every tick is in one window, counts agree, and the fewest are never more than the most', () => {
    for (const one of result.policies) {
      const windows = Object.values(one.windows);
      const sum = (pick: (window: (typeof windows)[number]) => number) =>
        windows.reduce((total, window) => total + pick(window), 0);
      const invoked = result.cpus.reduce((total, cpu) => total + (cpu.nohzFull ? cpu.invoked : 0), 0);
      expect(sum(({ ticks }) => ticks)).toBe(one.ticks);
      expect(sum(({ kernel }) => kernel)).toBe(invoked);
      expect(sum(({ sameInputs }) => sameInputs)).toBe(one.sameInputs.wouldInvoke);
      expect(one.sameInputs.wouldInvoke).toBe(invoked - one.sameInputs.saved + one.sameInputs.added);
      expect(sum(({ carried }) => carried.fewest)).toBe(one.invocations.fewest);
      expect(one.saved).toEqual({ fewest: invoked - one.invocations.most, most: invoked - one.invocations.fewest });
      for (const { carried, ticks } of windows) {
        expect(carried.fewest).toBeLessThanOrEqual(carried.most);
        expect(carried.most).toBeLessThanOrEqual(ticks);
      }
    }
  });

  it('policies that can’t tell a tick of this machine from mainline’s decide as mainline does', () => {
    const { id: _, title: __, sideState: ___, ...mainline } = policy('mainline');
    // An SVM guest: no interrupt is attributed to it. With interrupts off no tick sees the flag near entry.
    for (const id of ['guest-entry-flag', 'irq-from-guest', 'qs-on-guest-exit'])
      expect(policy(id)).toMatchObject(mainline);
    expect(policy('patience-qs').invocations).toEqual(policy('patience').invocations);
  });

  it('the idle-entry rule never adds an invocation on the same inputs', () => {
    const pairs = [
      ['mainline', 'idle-entry'],
      ['run-loop-flag-sched', 'run-loop-flag-sched+idle-entry'],
    ] as const;
    for (const [base, ruled] of pairs) {
      expect(policy(ruled).sameInputs.wouldInvoke).toBeLessThanOrEqual(policy(base).sameInputs.wouldInvoke);
      expect(policy(ruled).windows['idle-entry'].carried.most).toBe(0);
    }
  });

  it('the result is plain data', () => {
    expect(JSON.parse(JSON.stringify(result))).toEqual(result);
  });

  it('the limits of what the trace can show are said', () => {
    expect(result.limits.length).toBeGreaterThanOrEqual(3);
  });
});

it('a spinning guest at HZ=1000: mainline makes three wakes a grace period, patience one, a run-loop flag next to none', async () => {
  const { policies, gracePeriods } = await read(fixtureTrace('H1000_v0/spin_dep'));
  const by = (id: string) => policies.find((one) => one.id === id)?.invocations ?? { fewest: NaN, most: NaN };
  expect(gracePeriods).toMatchObject({ count: 427, fqsProbes: 24, credited: 18 });
  expect(by('mainline').most / 427).toBeGreaterThan(2.8);
  expect(by('patience').most / 427).toBeCloseTo(0.95, 1);
  expect(by('run-loop-flag-sched').most / 427).toBeLessThan(0.06);
  // The recorded kernel with the gapless patience invoked RCU core on no tick of this scenario.
  expect(by('patience-gapless').most).toBe(0);
});

/** Traces of the same scenario under two kernels, where a directory with more traces is named. */
const unchanged = traces.find(({ recording }) => recording === 'L0/hlt_nh');
const flagged = traces.find(({ recording }) => recording === 'L2/hlt_nh');

it.each(unchanged !== undefined && flagged !== undefined ? [[unchanged, flagged]] : [])(
  'from the unchanged kernel’s trace, the share of ticks that wake rcuc under the run-loop flag is foretold window by window',
  async (from, to) => {
    const foretold = (await read(from)).policies.find(({ id }) => id === 'run-loop-flag-sched');
    const recorded = (await read(to)).policies.find(({ id }) => id === 'run-loop-flag-sched');
    for (const window of ['guest', 'exit-handler', 'idle-entry', 'idle-exit'] as const) {
      const there = recorded?.windows[window];
      const here = foretold?.windows[window];
      expect(there?.ticks).toBeGreaterThan(50);
      const share = ((here?.carried.fewest ?? NaN) + (here?.carried.most ?? NaN)) / 2 / (here?.ticks ?? NaN);
      expect(Math.abs(share - (there?.kernel ?? NaN) / (there?.ticks ?? NaN))).toBeLessThan(0.12);
    }
  },
);
