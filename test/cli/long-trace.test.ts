import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { CounterfactualJson } from '../../src/cli/counterfactual-json.js';
import { longTrace } from '../trace/long-trace.js';
import { fixtureTrace } from '../trace/raw-traces.js';
import { fixtures } from '../trace/recordings.js';
import { runOnStream } from './process.js';

it('a trace of 200 MB is replayed whole in under 200 MB of memory, the program itself included', async () => {
  const meta = join(fixtures, 'H1000_v0/spin_dep.meta.json');
  let lines = 0;
  function* counted() {
    for (const piece of longTrace(fixtureTrace('H1000_v0/spin_dep'), 200e6)) {
      lines += piece.split('\n').length - 1;
      yield piece;
    }
  }
  const { code, out, err, peakBytes } = await runOnStream(['replay', '-', '--meta', meta, '--json'], counted());
  expect({ code, err }).toEqual({ code: 0, err: '' });
  const { trace, replay, policies } = JSON.parse(out) as CounterfactualJson;
  expect(trace.events).toBe(lines);
  expect(replay.ticks).toBeGreaterThan(120_000);
  expect(replay.mismatches).toBe(0);
  expect(policies.find(({ id }) => id === 'run-loop-flag-sched')?.sideState).toMatchObject({ differs: 0 });
  expect(peakBytes).toBeGreaterThan(20e6);
  expect(peakBytes).toBeLessThan(200e6);
});
