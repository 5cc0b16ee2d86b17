import { MessageChannel } from 'node:worker_threads';
import { afterEach, describe, expect, it } from 'vitest';
import { scenario } from '../../src/scenario/index.js';
import { inlineRunner, type Runner } from '../../src/workbook/runner.js';
import { serveComparisons } from '../../src/workbook/serve-comparisons.js';
import type { Summary } from '../../src/workbook/summary.js';
import type { Port } from '../../src/workbook/worker-protocol.js';
import { workerRunner } from '../../src/workbook/worker-runner.js';
import { quickPace } from './quick-pace.js';
import { startStandIn } from './stand-in.js';

const channels: MessageChannel[] = [];
const quick = scenario({ run: { durationSec: 1 } });
const other = scenario({ run: { durationSec: 1, seed: 2 } });
const inline = inlineRunner({ start: startStandIn, pace: quickPace() });

/** Both ends of a channel, as a page and its worker hold them. */
function connected(serve: Runner = inline): Runner {
  const channel = new MessageChannel();
  channels.push(channel);
  serveComparisons(channel.port2 as unknown as Port, serve);
  channel.port2.start();
  const run = workerRunner(channel.port1 as unknown as Port);
  channel.port1.start();
  return run;
}

const never = (): AbortSignal => new AbortController().signal;

async function all(summaries: AsyncIterable<Summary>): Promise<Summary[]> {
  const seen: Summary[] = [];
  for await (const summary of summaries) seen.push(summary);
  return seen;
}

afterEach(() => {
  for (const { port1, port2 } of channels.splice(0)) for (const port of [port1, port2]) port.close();
});

describe('a runner that has a worker', () => {
  it('gives the same final summary as one that computes where it is called', async () => {
    const [far, near] = [await all(connected()(quick, never())), await all(inline(quick, never()))];
    expect(far.at(-1)).toEqual(near.at(-1));
    expect(far.at(-1)?.finished).toBe(true);
    expect(far.length).toBeGreaterThan(1);
  });

  it('lets the latest request win: the earlier one ends without a word', async () => {
    const run = connected();
    const [abort, seen] = [new AbortController(), [] as Summary[]];
    for await (const summary of run(quick, abort.signal)) {
      seen.push(summary);
      abort.abort();
    }
    expect(seen).toHaveLength(1);
    expect((await all(run(other, never()))).at(-1)?.seed).toBe(2);
  });

  it('tells the worker to stop when nobody listens any more', async () => {
    const signals: AbortSignal[] = [];
    const run = connected((whole, signal) => {
      signals.push(signal);
      return inline(whole, signal);
    });
    for await (const _ of run(scenario({ run: { durationSec: 1000 } }), never())) break;
    await expect.poll(() => signals[0]?.aborted, { timeout: 10_000 }).toBe(true);
  });

  it('passes on why the worker failed', async () => {
    const run = connected(() => {
      throw new Error('no such world');
    });
    await expect(all(run(quick, never()))).rejects.toThrow('no such world');
  });

  it('says so when the worker itself breaks', async () => {
    const worker = new EventTarget();
    const run = workerRunner(Object.assign(worker, { postMessage: () => {} }) as unknown as Port);
    const seen = all(run(quick, never()));
    await Promise.resolve();
    worker.dispatchEvent(Object.assign(new Event('error'), { message: 'out of memory' }));
    await expect(seen).rejects.toThrow('the worker broke: out of memory');
  });

  it('posts a few hundred kilobytes at most, whatever was simulated', async () => {
    const [last] = (await all(inline(quick, never()))).slice(-1);
    const columns = last?.curves.flatMap(({ us, share, low, high }) => [us, share, low, high]) ?? [];
    const bytes = columns.reduce((sum, { byteLength }) => sum + byteLength, 0) + JSON.stringify(last?.rows).length;
    expect(bytes).toBeLessThan(300_000);
  });
});
