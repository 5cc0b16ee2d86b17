import type { RecordedRun } from '../run/recorded-run.js';
import { commonest } from './commonest.js';
import { medianOf, quantileAt } from './measured-quantiles.js';
import { likeliestWorkUs } from './scan-work.js';
import { twoCpusShareThread } from './shared-thread.js';
import { withoutLateness, type TickGrid } from './tick-grid.js';

/** How the CPUs of an emulator in virtual time share its thread: turns end on the grid of a timer, wherever the tick falls. */
export interface TurnGrid {
  readonly sliceHz: number;
  /** How long the housekeeping CPU works at a tick that leaves nothing to do for RCU [us]. */
  readonly tickUs: number;
  /** Share of the ticks at which the vCPU's CPU has the first turn. */
  readonly behindShare: number;
  /** Ticks that hit the guest, from which all this was found. */
  readonly ticks: number;
  /** The ticks' grid, on which delays of the housekeeping CPU are the time for which it had worked since its tick. */
  readonly tickGrid: TickGrid;
}

/** Fewer ticks in the guest than this tell no grid. */
const fewest = 500;
/** The guest is to run most of the time: who sleeps hands on the thread before the turn ends. */
const runningShare = 0.8;
/** The earliest ticks show how far into a tick the recorder looks; a few come oddly early. */
const earliest = 0.01;
/** Times are known to this [us]. */
const resolutionUs = 1;
/** At least this share of the ticks that came late must lie on the grid. */
const onGridShare = 0.8;

/**
 * Returns the grid on which turns end, from when ticks hit the guest: at once where the vCPU's CPU had the first turn; else
 * late by the rest of the turn in which the edge fell, or by all that the housekeeping CPU had to do.
 *
 * @returns null where CPUs have threads of their own, more than two share one, the guest idles, or ticks show no grid
 */
export function turnGrid(run: RecordedRun, grid: TickGrid): TurnGrid | null {
  const { sliceHz } = run.workload;
  if (sliceHz === null || !twoCpusShareThread(run)) return null;
  const sliceUs = 1e6 / sliceHz;
  const hits = run.ticks.filter(({ context }) => context === 'guest_exit_window').map(({ timeSec }) => timeSec);
  if (hits.length < fewest || hits.length < runningShare * run.ticks.length) return null;
  const sinceEdgeUs = (timeSec: number): number => 1e6 * (timeSec - grid.periodOf(timeSec) * grid.tickSec);
  const probeUs = quantileAt(
    hits.map(sinceEdgeUs).toSorted((a, b) => a - b),
    earliest,
  );
  const late = hits.map((timeSec) => ({ timeSec, lateUs: sinceEdgeUs(timeSec) - probeUs }));
  const long = late.map(({ lateUs }) => lateUs).filter((each) => each > sliceUs / 2 && each < sliceUs);
  const tickUs = medianOf(commonest(long, 2 * resolutionUs));
  const cut = late.filter(({ lateUs }) => lateUs > 3 * resolutionUs && lateUs < tickUs - 3 * resolutionUs);
  const phases = cut.map(({ timeSec }) => (timeSec * 1e6 - probeUs) % sliceUs);
  const phaseUs = medianOf(commonest(phases, 2 * resolutionUs));
  const onGrid = phases.filter((each) => apartUs(each, phaseUs, sliceUs) <= 2 * resolutionUs).length;
  if (Number.isNaN(tickUs) || !(onGrid >= onGridShare * phases.length)) return null;
  const atOnce = late.filter(({ lateUs }) => lateUs < 2 * resolutionUs).length / late.length;
  const byChance = (2 * resolutionUs) / sliceUs;
  return {
    sliceHz,
    tickUs,
    behindShare: Math.max(0, (atOnce - byChance) / (1 - byChance)),
    ticks: hits.length,
    tickGrid: {
      ...withoutLateness(grid),
      housekeepingDelayUs: (timeSec) => {
        const delayUs = sinceEdgeUs(timeSec);
        return workUs(delayUs, restUs(timeSec * 1e6 - delayUs, phaseUs, sliceUs), sliceUs);
      },
      usualDelayUs: (timesSec) =>
        likeliestWorkUs(
          timesSec.map((timeSec) => {
            const delayUs = sinceEdgeUs(timeSec);
            const firstTurnUs = restUs(timeSec * 1e6 - delayUs, phaseUs, sliceUs);
            const tickSec = grid.tickOf(grid.periodOf(timeSec));
            const otherLateUs = tickSec === undefined ? NaN : sinceEdgeUs(tickSec) - probeUs;
            return { delayUs, firstTurnUs, sliceUs, otherLateUs };
          }),
        ),
    },
  };
}

/** How far apart two places on the grid are, around the end of a turn too [us]. */
function apartUs(one: number, other: number, sliceUs: number): number {
  const apart = Math.abs(one - other);
  return Math.min(apart, sliceUs - apart);
}

/** From the edge of a tick to the first end of a turn after it [us]. */
function restUs(edgeUs: number, phaseUs: number, sliceUs: number): number {
  const into = (((edgeUs - phaseUs) % sliceUs) + sliceUs) % sliceUs;
  return sliceUs - into;
}

/** Every second turn is the housekeeping CPU's: the one in which it did something says whether it had the first one. */
function workUs(sinceEdgeUs: number, firstTurnUs: number, sliceUs: number): number {
  if (sinceEdgeUs <= firstTurnUs) return sinceEdgeUs;
  const others = Math.floor((sinceEdgeUs - firstTurnUs) / sliceUs);
  const hadFirst = others % 2 === 1;
  return hadFirst ? sinceEdgeUs - ((others + 1) / 2) * sliceUs : sinceEdgeUs - firstTurnUs - (others / 2) * sliceUs;
}
