import { describe, expect, test } from 'vitest';
import { at } from '../../src/kernel/cpu-state.js';
import { median, observe } from '../mistakes/observe.js';

const halting = (lengthUs: number, ratePerSec = 300) => ({
  hlt: { ratePerSec, length: { medianUs: lengthUs, p99Us: lengthUs } },
});

describe('the idle loop', () => {
  test('goes round again after an interrupt that wakes nobody, without a context switch', () => {
    let stays = 0;
    let idle = false;
    const { events } = observe(
      'mainline',
      { guest: halting(20_000, 20), ticks: { otherIrqsPerSec: 2000 } },
      {
        traced: true,
        afterEvent({ cpus }) {
          const now = cpus[1]!.current.state === at.idle;
          if (now && !idle) stays++;
          idle = now;
        },
      },
    );
    const switches = events.filter(({ detail }) => detail === 'vcpu ==> swapper').length;
    expect(switches).toBeGreaterThan(10);
    expect(stays).toBeGreaterThan(5 * switches);
  });

  test('with idle=poll handles interrupts without leaving its extended quiescent state for good', () => {
    let stays = 0;
    let idle = false;
    const { events } = observe(
      'mainline',
      { host: { idle: 'poll' }, guest: halting(20_000, 20), ticks: { otherIrqsPerSec: 2000 } },
      {
        traced: true,
        afterEvent({ cpus }) {
          const now = cpus[1]!.current.state === at.idle;
          if (now && !idle) stays++;
          idle = now;
        },
      },
    );
    expect(stays).toBeLessThanOrEqual(events.filter(({ detail }) => detail === 'vcpu ==> swapper').length + 1);
  });

  test.each([
    ['icx', true],
    ['spr', false],
  ] as const)('of %s counts a tick that ends C1 as one from idle: %s', (cpuModel, fromIdle) => {
    const { ticks } = observe('mainline', {
      host: { cpuModel, haltPollNs: 0, isolation: 'isolcpus' },
      guest: halting(700, 900),
      gracePeriods: { requestsPerSec: 50 },
    });
    const idle = ticks.filter(({ kernel }) => !kernel);
    expect(idle.length > 50).toBe(fromIdle);
  });

  test('lets a tick that ends a stay thought short stop the tick of an isolated CPU', () => {
    const { ticks } = observe('mainline', {
      host: { isolation: 'isolcpus', haltPollNs: 0 },
      guest: { hlt: { ratePerSec: 3, length: { medianUs: 300_000, p99Us: 300_000 } } },
      run: { durationSec: 5 },
    });
    expect(ticks.filter(({ window }) => window !== 'guest').length).toBeLessThan(200);
  });

  test('keeps the tick for callbacks of the CPU itself, until they have run', () => {
    const spec = {
      host: { isolation: 'isolcpus', rcuNocbs: false, haltPollNs: 0 },
      guest: { hlt: { ratePerSec: 3, length: { medianUs: 300_000, p99Us: 300_000 } } },
      run: { durationSec: 5 },
    } as const;
    const quiet = observe('mainline', spec);
    const busy = observe('mainline', { ...spec, gracePeriods: { callbacksPerSec: 100 } });
    const idle = ({ ticks }: typeof quiet) => ticks.filter(({ window }) => window !== 'guest').length;
    expect(idle(busy)).toBeGreaterThan(idle(quiet) + 1000);
    expect(busy.gracePeriods.length).toBeGreaterThan(100);
  });

  test('enters the deepest state where the tick is stopped and no timer is near', () => {
    const deep = { deepestCState: 'C6', haltPollNs: 0 } as const;
    const guest = halting(300, 300);
    const stopped = observe('mainline', { host: deep, guest });
    const ticking = observe('mainline', { host: deep, guest, ticks: { keptOn: true } });
    expect(median(stopped.latencies)).toBeGreaterThan(170_000);
    expect(median(ticking.latencies)).toBeLessThan(60_000);
  });
});

describe('the end of a halt', () => {
  test('adapts the polling to the time until the task runs again, the switch and the C-state in it', () => {
    const limits: number[] = [];
    observe(
      'mainline',
      { host: { haltPollNs: 200_000 }, guest: halting(196_000 / 1000, 300), costs: { switchNs: 20_000 } },
      { afterEvent: ({ vcpu }) => void limits.push(vcpu.polling.pollNs) },
    );
    expect(Math.max(...limits)).toBeLessThanOrEqual(10_000);
  });

  test('comes at once if the virtual machine ends while it polls or sleeps', () => {
    for (const haltPollNs of [0, 1e9]) {
      const guest = { hlt: { ratePerSec: 1000, length: { medianUs: 900_000, p99Us: 900_000 } } };
      const teardown = { medianMs: 1, p99Ms: 1 };
      const { host } = observe('mainline', {
        host: { haltPollNs },
        guest,
        vcpu: { terminateAtSec: 0.2, teardown },
        run: { durationSec: 0.25 },
      });
      expect(host.vcpu.ended).toBe(true);
    }
  });
});
