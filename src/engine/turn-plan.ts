import { at } from '../kernel/cpu-state.js';
import { clock, type Clock } from './clocks.js';
import type { Cpu } from './cpu.js';
import { cpuOf, type Host } from './host.js';
import { rcuClocks } from './housekeeping-work.js';
import { gridAfter } from './turn-grid.js';
import { plainTickNs, vcpuIsFirst } from './turn-order.js';
import type { Turn } from './turn.js';

/** Returns the turns that the housekeeping CPU has from its tick at `edgeNs` on. */
export function planTurns(host: Host, edgeNs: number): Turn[] {
  const tickNs = plainTickNs(host, edgeNs);
  const { sliceHz } = host.scenario.nested;
  if (sliceHz === undefined) return [{ startNs: edgeNs, lengthNs: tickNs }];
  const works = worksDue(host, edgeNs);
  const workNs = works.reduce((most, each) => Math.max(most, each.workNs), tickNs);
  return haltedWithoutTick(cpuOf(host, 1))
    ? [{ startNs: edgeNs, lengthNs: workNs }]
    : turnsOnGrid(host, edgeNs, { works, workNs, sliceHz });
}

/** Adds the turn in which the kthread, that a report of another CPU has woken, cleans up; returns when that is done [ns]. */
export function addCleanupTurn(host: Host, lengthNs: number, sliceHz: number): number {
  const { clocks, facts, nowNs, turns } = host;
  const startNs = gridAfter(nowNs, sliceHz);
  const nextEdgeNs = (Math.floor(nowNs / facts.tickNs) + 1) * facts.tickNs;
  if (startNs < nextEdgeNs && !turns.some((turn) => turn.startNs === startNs)) {
    host.turns = [...turns, { startNs, lengthNs }].sort((a, b) => a.startNs - b.startNs);
    clocks[clock.turn] = Math.min(clocks[clock.turn]!, startNs);
  }
  return startNs + lengthNs;
}

/** What the housekeeping CPU has to do for RCU, and for how long it works from its tick on until that is done. */
interface Work {
  readonly clock: Clock;
  readonly workNs: number;
}

function worksDue({ clocks, facts }: Host, edgeNs: number): Work[] {
  const due = rcuClocks.filter((each) => clocks[each]! < edgeNs + facts.tickNs);
  return due.map((each) => ({ clock: each, workNs: clocks[each]! - edgeNs }));
}

/** No interrupt wakes the CPU at the tick: it leaves the whole thread to the other one. */
function haltedWithoutTick({ current, irqUntilNs, softirqUntilNs, tickStopped }: Cpu): boolean {
  return current.state === at.idle && tickStopped && irqUntilNs < 0 && softirqUntilNs < 0;
}

interface TickWork {
  readonly works: readonly Work[];
  /** All that there is to do, of which the tick itself is the least [ns]. */
  readonly workNs: number;
  readonly sliceHz: number;
}

/**
 * Both CPUs work, and a turn ends wherever the grid says. What is due comes when the housekeeping CPU has worked for so long as
 * it would have taken it alone: its clocks are put off by the turns of the other CPU.
 */
function turnsOnGrid(host: Host, edgeNs: number, tick: TickWork): Turn[] {
  const { clocks, facts } = host;
  const { works, workNs, sliceHz } = tick;
  const turns: Turn[] = [];
  let doneNs = 0;
  let startNs = vcpuIsFirst(host, edgeNs, 0) ? gridAfter(edgeNs, sliceHz) : edgeNs;
  while (doneNs < workNs && startNs < edgeNs + facts.tickNs) {
    const endNs = gridAfter(startNs, sliceHz);
    const lengthNs = Math.min(endNs - startNs, workNs - doneNs);
    turns.push({ startNs, lengthNs });
    for (const each of works) {
      const restNs = each.workNs - doneNs;
      if (restNs > 0 && restNs <= lengthNs) clocks[each.clock] = startNs + restNs;
    }
    doneNs += lengthNs;
    startNs = gridAfter(endNs, sliceHz);
  }
  return turns;
}
