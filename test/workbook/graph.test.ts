import { afterEach, describe, expect, it } from 'vitest';
import { scenario, type Scenario } from '../../src/scenario/index.js';
import {
  inlineRunner,
  inputsOf,
  openGraph,
  type GraphModule,
  type OpenGraph,
  type Problem,
  type Runner,
  type Summary,
} from '../../src/workbook/index.js';
import { quickPace } from './quick-pace.js';
import { startStandIn } from './stand-in.js';

const opens: OpenGraph[] = [];
const short = { ...inputsOf(scenario(), 'discussion'), durationSec: 2 };

/** A graph over the stand-in that reports as often as it can. */
function opened(runner: Runner = inlineRunner({ start: startStandIn, pace: quickPace() })): OpenGraph {
  const open = openGraph({ runner, inputs: short });
  opens.push(open);
  return open;
}

/** The values that a name takes until the last one is finished. */
function history(module: GraphModule): Promise<readonly Summary[]> {
  return new Promise((resolve, reject) => {
    const seen: Summary[] = [];
    const fulfilled = (value: unknown): void => {
      if (value === null) return;
      seen.push(value as Summary);
      if ((value as Summary).finished) resolve(seen);
    };
    module.variable({ fulfilled, rejected: reject }).define(null, ['comparison'], (summary: unknown) => summary);
  });
}

afterEach(() => {
  for (const open of opens.splice(0)) open.dispose();
});

describe('the graph in Node', () => {
  it('gives partial summaries first, each over more time, and the finished one last', async () => {
    const seen = await history(opened().module);
    expect(seen.length).toBeGreaterThan(2);
    expect(seen.slice(0, -1).every(({ finished }) => !finished)).toBe(true);
    expect(seen.map(({ simulatedNs }) => simulatedNs)).toEqual(
      seen.map(({ simulatedNs }) => simulatedNs).sort((a, b) => a - b),
    );
  });

  it('ends with the digest that the same comparison has when it is made in one go', async () => {
    const { module } = opened();
    const run = startStandIn(scenario({ run: { durationSec: 2 } }), []);
    run.advance(run.totalNs);
    const whole = opened(inlineRunner({ start: startStandIn, policies: [] }));
    const [stepwise, atOnce] = [
      (await module.value('result')) as Summary,
      (await whole.module.value('result')) as Summary,
    ];
    expect(atOnce.digest).toBe(run.snapshot().digest);
    expect(stepwise.scenarioHash).toBe(atOnce.scenarioHash);
  });

  it('computes anew when an input moves, and gives the result of the new inputs', async () => {
    const { module, graph } = opened();
    const before = (await module.value('result')) as Summary;
    graph.set({ hz: 250 });
    const after = (await module.value('result')) as Summary;
    expect(after.digest).not.toBe(before.digest);
    expect(((await module.value('scenario')) as Scenario).host.hz).toBe(250);
    graph.set({ hz: 1000 });
    expect(((await module.value('result')) as Summary).digest).toBe(before.digest);
  });

  it('computes once for any number of inputs that move together', async () => {
    const asked: Scenario[] = [];
    const run = inlineRunner({ start: startStandIn });
    const { module, graph } = opened((whole, signal) => {
      asked.push(whole);
      return run(whole, signal);
    });
    await module.value('result');
    graph.set({ hz: 100, seed: 7, exitRate: 1000, patienceMs: 20 });
    await module.value('result');
    expect(asked).toHaveLength(2);
  });

  it('computes nothing when inputs are set to what they are', async () => {
    const { module, graph } = opened();
    const before = await module.value('checked');
    expect(graph.set({ hz: 1000, overrides: {} })).toBe(false);
    expect(await module.value('checked')).not.toBeNull();
    expect(before).toEqual(await module.value('checked'));
    expect(graph.set({ hz: 250 })).toBe(true);
  });

  it('aborts what it was computing as soon as an input moves', async () => {
    const signals: AbortSignal[] = [];
    const first = startStandIn(scenario({ run: { durationSec: 0.01, warmupSec: 0 } }), []);
    const { module, graph } = opened(async function* (_, signal) {
      signals.push(signal);
      first.advance(1);
      yield* inlineRunner({ start: () => first, policies: [] })(scenario(), new AbortController().signal);
      if (signals.length === 1) await new Promise((resolve) => signal.addEventListener('abort', resolve));
    });
    module.variable(true).define(null, ['comparison'], (summary: unknown) => summary);
    await module.value('comparison');
    graph.set({ hz: 300 });
    await expect.poll(() => signals.map(({ aborted }) => aborted), { timeout: 10_000 }).toEqual([true, false]);
  });

  it('lists every problem of bad inputs, has no scenario then, and recovers', async () => {
    const { module, graph } = opened();
    graph.set({ hz: 123, exitRate: -5 });
    const problems = (await module.value('problems')) as readonly Problem[];
    expect(problems.map(({ path }) => path)).toContain('host.hz');
    expect(problems.map(({ path }) => path)).toContain('guest.exits.msr.ratePerSec');
    expect(await module.value('result')).toBeNull();
    expect(await module.value('rows')).toEqual([]);
    expect(await module.value('link')).toBeNull();
    graph.set({ hz: 100, exitRate: 500 });
    expect(((await module.value('result')) as Summary).finished).toBe(true);
    expect(await module.value('problems')).toEqual([]);
  });

  it('says why when a comparison breaks, and stays alive', async () => {
    const { module, graph } = opened((whole, signal) => {
      if (whole.host.hz === 100) throw new Error('the simulation broke its own rules');
      return inlineRunner({ start: startStandIn })(whole, signal);
    });
    graph.set({ hz: 100 });
    expect(await module.value('problems')).toEqual([{ path: '', message: 'the simulation broke its own rules' }]);
    await expect(module.value('result')).rejects.toThrow('broke its own rules');
    graph.set({ hz: 250 });
    expect(((await module.value('result')) as Summary).finished).toBe(true);
  });

  it('gives a digest only when the comparison is finished', async () => {
    const { module } = opened();
    const result = (await module.value('result')) as Summary;
    expect(await module.value('digest')).toBe(result.digest);
    const endless = opened(async function* (whole, signal) {
      for await (const summary of inlineRunner({ start: startStandIn })(whole, signal))
        yield { ...summary, finished: false };
    });
    expect(await endless.module.value('digest')).toBeNull();
  });
});
