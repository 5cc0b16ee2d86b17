import { drawUniform } from '../random/index.js';
import { clock, type Clock } from './clocks.js';
import type { Host } from './host.js';
import type { Turn } from './turn.js';
import { drawNs } from './world.js';

/** Lanes in the stream of turns, whose index is the tick. */
const lane = { length: 1, order: 2 } as const;

/** What the housekeeping CPU does for RCU, by its clocks. */
const housekeepingClocks = [clock.closedRequest, clock.followUp, clock.othersReport, clock.gpKthread] as const;

/** Returns the turns that the housekeeping CPU has from its tick at `edgeNs` on. */
export function planTurns(host: Host, edgeNs: number): Turn[] {
  const { clocks, facts, scenario, world } = host;
  const due = housekeepingClocks.filter((each) => clocks[each]! < edgeNs + facts.tickNs);
  const tickNs = drawNs(world.samplers.turn!, world.streams.turn, edgeNs / facts.tickNs, lane.length);
  const { sliceHz, sliceUs } = scenario.nested;
  if (sliceHz !== undefined) return turnsOnGrid(host, edgeNs, { due, tickNs, sliceHz });
  if (sliceUs === undefined || due.length === 0) return [{ startNs: edgeNs, lengthNs: tickNs }];
  const firstDueNs = Math.min(...due.map((each) => clocks[each]!));
  return turnsFromTick(edgeNs, Math.round(sliceUs * 1000), firstDueNs);
}

/** A whole turn, and after one of the other CPU a second one until the work is done. */
function turnsFromTick(edgeNs: number, sliceNs: number, doneNs: number): Turn[] {
  const first = { startNs: edgeNs, lengthNs: sliceNs };
  const startNs = edgeNs + 2 * sliceNs;
  return doneNs > startNs ? [first, { startNs, lengthNs: Math.min(sliceNs, doneNs - startNs) }] : [first];
}

interface Work {
  readonly due: readonly Clock[];
  /** What a tick takes that leaves nothing to do [ns]. */
  readonly tickNs: number;
  readonly sliceHz: number;
}

/**
 * Both CPUs work, and a turn ends wherever the grid says. What is due comes when the housekeeping CPU has worked for so long as
 * it would have taken it alone: its clocks are put off by the turns of the other CPU.
 */
function turnsOnGrid({ clocks, facts, scenario, world }: Host, edgeNs: number, { due, tickNs, sliceHz }: Work): Turn[] {
  const works = due.map((each) => ({ clock: each, workNs: clocks[each]! - edgeNs }));
  const workNs = works.reduce((most, each) => Math.max(most, each.workNs), tickNs);
  const order = drawUniform(world.streams.turn, edgeNs / facts.tickNs, lane.order);
  const turns: Turn[] = [];
  let doneNs = 0;
  let startNs = order < (scenario.nested.behindShare ?? 0) ? gridAfter(edgeNs, sliceHz) : edgeNs;
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

/** Returns the first point after `timeNs` of a grid with so many a second [ns]. */
function gridAfter(timeNs: number, sliceHz: number): number {
  const point = Math.floor((timeNs * sliceHz) / 1e9) + 1;
  const nextNs = Math.floor((point * 1e9) / sliceHz);
  return nextNs > timeNs ? nextNs : Math.floor(((point + 1) * 1e9) / sliceHz);
}
