import { describe, expect, it } from 'vitest';
import type { TickRecord } from '../../src/engine/recorder.js';
import { at } from '../../src/kernel/cpu-state.js';
import { policyById } from '../../src/policies/index.js';
import { runAlone } from '../engine/run-alone.js';
import { compared } from '../properties/compared.js';
import { bareWorld, noExits } from './bare-world.js';

const constant = (us: number) => ({ medianUs: us, p99Us: us });
const io = { ratePerSec: 500, handler: constant(2), userspaceShare: 1 };
const guest = { exits: { ...noExits, io }, userspace: constant(5) };
const costs = { blockNs: 3000, switchNs: 1500, idleEntryNs: 500 };

/** Returns how long the guest stands still at an exit [ns], where the VMM sleeps so long, or not at all. */
function gapNs(sleepUs?: string): number {
  const sleep = sleepUs === undefined ? {} : { sleepUs };
  const world = bareWorld({ costs, vcpu: { otherIoctlShare: 0 }, guest: { ...guest, ...sleep } }, 1);
  const { latency } = compared(world, ['mainline']).policies[0]!;
  expect(latency.min).toBe(latency.max);
  return latency.max;
}

/** Returns the ticks under a policy, RCU having work all the time, of a guest on an isolated CPU whose tick never stops. */
function ticksOf(policyId: string, behaviour: object): TickRecord[] {
  const records: TickRecord[] = [];
  const host = { isolation: 'nohz_full', idle: 'poll', haltPollNs: 0 } as const;
  const slow = { ...costs, idleEntryNs: 60_000 };
  const gracePeriods = { backToBack: true };
  const world = bareWorld({ host, ticks: { keptOn: true }, gracePeriods, costs: slow, guest: behaviour }, 20);
  runAlone(world, policyById(policyId), { tick: (record) => records.push({ ...record }) });
  return records;
}

const onTheWayToIdle = (ticks: readonly TickRecord[]) => ticks.filter(({ state }) => state === at.idleEntry);

describe('a VMM that sleeps before it runs the guest again', () => {
  it('keeps the guest waiting for as much longer as it sleeps longer, to the nanosecond', () => {
    expect(gapNs('500') - gapNs('300')).toBe(200_000);
  });

  it('only makes its system call and is back if it is woken before its task leaves the CPU', () => {
    const aMicrosecondInUserMode = 1000;
    expect(gapNs('0') - gapNs()).toBe(costs.blockNs + aMicrosecondInUserMode);
  });

  it('leaves the CPU idle for what it sleeps, less its way there', () => {
    const sleepUs = 700;
    const ticks = ticksOf('mainline', { ...guest, sleepUs: String(sleepUs) });
    const idle = ticks.filter(({ state }) => state === at.idle).length / ticks.length;
    const onItsWay = onTheWayToIdle(ticks).length / ticks.length;
    expect(ticks.length).toBeGreaterThan(15_000);
    expect(idle / (idle + onItsWay)).toBeCloseTo((sleepUs - 3 - 1.5 - 60) / (sleepUs - 3), 1);
  });

  it('has no vCPU loaded: a flag of the run loop hides no tick on its way to idle, and hides those of a guest that halts', () => {
    const skipped = (ticks: readonly TickRecord[]) => ticks.filter(({ reason }) => reason === 'skipped').length;
    const sleeping = onTheWayToIdle(ticksOf('run-loop-flag', { ...guest, sleepUs: '700' }));
    const hlt = { ratePerSec: 500, length: constant(700) };
    const halting = onTheWayToIdle(ticksOf('run-loop-flag', { exits: noExits, hlt }));
    expect(Math.min(sleeping.length, halting.length)).toBeGreaterThan(200);
    expect(skipped(sleeping)).toBe(0);
    expect(skipped(halting)).toBe(halting.length);
  });
});
