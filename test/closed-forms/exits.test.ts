import { describe, expect, it } from 'vitest';
import { policyById } from '../../src/policies/index.js';
import { runAlone } from '../engine/run-alone.js';
import { compared } from '../properties/compared.js';
import { kolmogorovP, normalCdf } from '../random/sample-tests.js';
import { bareWorld, noExits } from './bare-world.js';

const mainline = policyById('mainline');
const constant = (us: number) => ({ medianUs: us, p99Us: us });

/** Half the width of a 99.99% band of a normal quantity, in standard deviations. */
const band = 3.9;

describe('an exit that is all that happens', () => {
  it('costs the guest its handler and every window of the run loop, to the nanosecond', () => {
    const world = bareWorld({ guest: { exits: { ...noExits, msr: { ratePerSec: 1000, handler: constant(2) } } } }, 1);
    const { exitNs, windowNs, tailNs, loopNs, preEntryNs, entryNs } = world.costs;
    const { latency } = compared(world, ['mainline']).policies[0]!;
    const gapNs = exitNs + windowNs + tailNs + 2000 + loopNs + preEntryNs + entryNs;
    expect([latency.min, latency.max]).toEqual([gapNs, gapNs]);
  });

  it('costs the guest its handler, the exit and the entry when interrupts stay off', () => {
    const world = bareWorld(
      { guest: { exits: { ...noExits, fastpath: { ratePerSec: 1000, handler: constant(2) } } } },
      1,
    );
    const { latency } = compared(world, ['mainline']).policies[0]!;
    const gapNs = world.costs.exitNs + 2000 + world.costs.entryNs;
    expect([latency.min, latency.max]).toEqual([gapNs, gapNs]);
  });

  it('costs the guest the way to userspace and back besides, when the VMM handles it', () => {
    const io = { ratePerSec: 100, handler: constant(2), userspaceShare: 1 };
    const world = bareWorld(
      { vcpu: { otherIoctlShare: 0 }, guest: { userspace: constant(9), exits: { ...noExits, io } } },
      1,
    );
    const { exitNs, windowNs, tailNs, leaveNs, toUserNs, fromUserNs, loadNs, loopNs, preEntryNs, entryNs } =
      world.costs;
    const { latency } = compared(world, ['mainline']).policies[0]!;
    const way = exitNs + windowNs + tailNs + leaveNs + toUserNs + fromUserNs + loadNs + loopNs + preEntryNs + entryNs;
    expect([latency.min, latency.max]).toEqual([way + 11_000, way + 11_000]);
  });

  it('has gaps that follow the law of its handler (Kolmogorov-Smirnov)', () => {
    const handler = { medianUs: 2000, p99Us: 9000 };
    const world = bareWorld({ guest: { exits: { ...noExits, msr: { ratePerSec: 200, handler } } } }, 60);
    const { exitNs, windowNs, tailNs, loopNs, preEntryNs, entryNs } = world.costs;
    const fixedNs = exitNs + windowNs + tailNs + loopNs + preEntryNs + entryNs;
    const handlers: number[] = [];
    runAlone(world, mainline, { latency: (valueNs) => handlers.push(valueNs - fixedNs) });
    const sigma = Math.log(4.5) / 2.3263478740408408;
    expect(handlers.length).toBeGreaterThan(5000);
    expect(kolmogorovP(handlers, (x) => normalCdf((Math.log(x) - Math.log(2e6)) / sigma))).toBeGreaterThan(0.001);
  });
});

describe('exits that find the guest away are absorbed', () => {
  const durationSec = 20;
  const cases = [
    { ratePerSec: 1000, handlerUs: 10 },
    { ratePerSec: 10_000, handlerUs: 20 },
    { ratePerSec: 50_000, handlerUs: 20 },
  ];

  it.each(cases)(
    '$ratePerSec a second of $handlerUs us leave 1 / (1 + rate * gap) of the time to the guest',
    (exit) => {
      const { ratePerSec, handlerUs } = exit;
      const msr = { ratePerSec, handler: constant(handlerUs) };
      const world = bareWorld({ guest: { exits: { ...noExits, msr } } }, durationSec);
      const { latency, exits, measuredNs } = compared(world, ['mainline']).policies[0]!;
      const load = (ratePerSec * latency.max) / 1e9;
      const expectedExits = (ratePerSec * durationSec) / (1 + load);
      const deviation = Math.sqrt(expectedExits) / (1 + load);
      expect(Math.abs(exits - expectedExits)).toBeLessThan(band * deviation + 1);
      const guestShare = 1 - latency.sum / measuredNs;
      expect(Math.abs(guestShare - 1 / (1 + load))).toBeLessThan((band * deviation * latency.max) / measuredNs + 1e-6);
    },
  );

  it('the share depends on the mean of the handler alone, not on its law', () => {
    const handler = { medianUs: 10, p99Us: 100 };
    const sigma = Math.log(10) / 2.3263478740408408;
    const meanUs = 10 * Math.exp((sigma * sigma) / 2);
    const shares = [handler, constant(meanUs)].map((law) => {
      const msr = { ratePerSec: 20_000, handler: law };
      const world = bareWorld({ guest: { exits: { ...noExits, msr } } }, durationSec);
      const { latency, measuredNs } = compared(world, ['mainline']).policies[0]!;
      return latency.sum / measuredNs;
    });
    expect(Math.abs(shares[0]! - shares[1]!)).toBeLessThan(0.004);
  });

  it('periodic exits come one a period while the gap is shorter', () => {
    const fastpath = { ratePerSec: 4000, arrival: 'periodic', handler: constant(3) } as const;
    const world = bareWorld({ guest: { exits: { ...noExits, fastpath } } }, 2);
    const { exits } = compared(world, ['mainline']).policies[0]!;
    expect(Math.abs(exits - 8000)).toBeLessThanOrEqual(1);
  });
});
