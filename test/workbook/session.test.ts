import { Runtime } from '@observablehq/runtime';
import { afterEach, describe, expect, it } from 'vitest';
import type { GraphModule, Runner } from '../../src/workbook/index.js';
import { inlineRunner } from '../../src/workbook/index.js';
import { openSession, type Session } from '../../src/workbook/page/session.js';
import { quickPace } from './quick-pace.js';
import { startStandIn } from './stand-in.js';

const runtimes: { dispose(): void }[] = [];

/** As much of a window as a session needs. */
function fakeWindow(hash: string): { window: Window; go(hash: string): void; hash(): string } {
  let navigate = (): void => {};
  const location = { hash };
  const window = {
    location,
    history: { replaceState: (_state: unknown, _title: string, address: string) => (location.hash = address) },
    setTimeout: (task: () => void) => setTimeout(task, 0),
    clearTimeout: (timer: NodeJS.Timeout) => clearTimeout(timer),
    addEventListener: (_type: string, listener: () => void) => (navigate = listener),
  };
  return {
    window: window as unknown as Window,
    go(address) {
      location.hash = address;
      navigate();
    },
    hash: () => location.hash,
  };
}

function opened(hash: string, runner: Runner = inlineRunner({ start: startStandIn, pace: quickPace() })) {
  const runtime = new Runtime() as { module(): GraphModule; dispose(): void };
  runtimes.push(runtime);
  const module = runtime.module();
  const page = fakeWindow(hash);
  const session: Session = openSession({ window: page.window, module, runner });
  return { module, session, page };
}

/** Lets the runtime compute as often as it likes, and timers run out. */
async function frames(count: number): Promise<void> {
  for (let i = 0; i < count; i++) await new Promise((resolve) => setTimeout(() => setImmediate(resolve), 0));
}

afterEach(() => {
  for (const runtime of runtimes.splice(0)) runtime.dispose();
});

describe('a session', () => {
  it('begins where the address says', () => {
    const { session } = opened('#v1&preset=busy-poll&host.hz=250&run.seed=9');
    expect(session.inputs).toMatchObject({ preset: 'busy-poll', hz: 250, seed: 9 });
    expect(session.problems).toEqual([]);
  });

  it('writes the address after a move, and follows one that the reader changes', async () => {
    const { session, page, module } = opened('');
    session.move({ hz: 100 });
    await expect.poll(() => page.hash(), { timeout: 10_000 }).toBe('#v1&preset=discussion&host.hz=100');
    page.go('#v1&preset=quiet&run.durationSec=1');
    expect(session.inputs).toMatchObject({ preset: 'quiet', hz: 1000, durationSec: 1 });
    await expect
      .poll(async () => ((await module.value('scenario')) as { run: object }).run)
      .toMatchObject({ durationSec: 1 });
  });

  it('leaves an address alone that cannot be read, says why, and forgets it at the next move', async () => {
    const { session, page } = opened('');
    page.go('#v1&host.hz=7');
    expect(session.problems.map(({ path }) => path)).toContain('host.hz');
    await frames(20);
    expect(page.hash()).toBe('#v1&host.hz=7');
    session.move({ seed: 3 });
    expect(session.problems).toEqual([]);
    await expect.poll(() => page.hash(), { timeout: 10_000 }).toBe('#v1&preset=discussion&run.seed=3');
  });

  it('lets a move through only when the picture of the one before is there, and then the latest', async () => {
    const asked: number[] = [];
    let show = (): void => {};
    const { session } = opened('#v1&run.durationSec=1', async function* (whole, signal) {
      asked.push(whole.run.seed);
      await new Promise<void>((resolve) => (show = resolve));
      yield* inlineRunner({ start: startStandIn, pace: quickPace() })(whole, signal);
    });
    await expect.poll(() => asked, { timeout: 10_000 }).toEqual([1]);
    for (const seed of [2, 3, 4, 5]) session.move({ seed });
    await frames(20);
    expect(asked).toEqual([1]);
    show();
    await expect.poll(() => asked, { timeout: 10_000 }).toEqual([1, 5]);
    session.move({ seed: 6 });
    show();
    await expect.poll(() => asked, { timeout: 10_000 }).toEqual([1, 5, 6]);
  });
});
