import { quantileText } from '../../scenario/index.js';
import type { RecordedRun } from '../run/recorded-run.js';
import type { Finding } from './finding.js';
import { boundaryUs, hit, type HaltCycle } from './halt-cycle.js';
import { measuredQuantiles, medianOf } from './measured-quantiles.js';
import type { TickGrid } from './tick-grid.js';

/** What leaves the windows around an exit no room to be told apart [ns]. */
const shortNs = 200;
/** What an interrupt in idle costs before its handler begins: leaving C1, and the delivery [ns]. */
const deliveryNs = 2000;
/** Ticks and idle exits in which interrupts are off have no length of their own [ns]. */
const idleExitNs = 500;
/** Fewer waits than this tell no distribution. */
const fewest = 10;

/**
 * Returns the halting cycle step by step, with the turns of the housekeeping CPU that it must wait for: the CPUs of an emulator
 * in virtual time share one thread, so work, halts, ticks and grace periods keep step, and what each of them takes decides
 * where in the cycle the ticks hit.
 *
 * @returns null where the recording shows too few of the places that are needed
 */
export function fitHaltCycle(run: RecordedRun, grid: TickGrid, cycle: HaltCycle): Finding | null {
  const haltUs = run.workload.arguments.get('hlt_us') ?? NaN;
  const { undisturbedUs, edges } = cycle;
  const behind = edges.filter(({ atUs }) => atUs < undisturbedUs / 10);
  const waking = edges.filter(({ atUs }) => atUs > haltUs / 2);
  const blockedUs = boundaryUs(behind, hit('run_loop'), hit('idle_entry_window'));
  const idleUs = boundaryUs(behind, hit('idle_entry_window'), hit('idle'));
  const switchedUs = boundaryUs(waking, (tick) => tick === undefined || hit('idle')(tick), hit('kernel'));
  const loadedUs = boundaryUs(waking, hit('kernel'), hit('run_loop'));
  const enteredUs = boundaryUs(
    waking.filter(({ atUs }) => atUs < loadedUs + 50),
    hit('run_loop'),
    hit('guest_exit_window'),
  );
  const turns = turnsUs(run, grid, cycle, switchedUs);
  if (turns === null || [blockedUs, idleUs, enteredUs].some(Number.isNaN)) return null;
  const turnUs = medianOf(turns.lengthsUs);
  // The timer is armed by an exit of its own before HLT.
  const exitUs = Math.max(1, haltUs - turns.timerUs);
  const tickStayUs = tickStay(cycle, turns.timerUs);
  if (Number.isNaN(tickStayUs)) return null;
  const tickUs = Math.max(1, tickStayUs - turnUs - 3 * exitUs - (3 * shortNs) / 1000);
  const switchUs = loadedUs - switchedUs;
  const nsOf = (us: number): number => Math.max(50, Math.round(us * 1000));
  const workUs = undisturbedUs - enteredUs - 2 * exitUs;
  return {
    spec: {
      nested: {
        turnUs: measuredQuantiles(turns.lengthsUs),
        ...(run.workload.sliceUs === null ? {} : { sliceUs: run.workload.sliceUs }),
      },
      guest: {
        hlt: {
          workUs: rounded(workUs),
          length: { medianUs: haltUs, p99Us: haltUs, quantilesUs: quantileText([haltUs]) },
        },
      },
      costs: {
        tick: { medianUs: rounded(tickUs), p99Us: rounded(tickUs) },
        exitNs: nsOf(exitUs),
        entryNs: nsOf(exitUs),
        windowNs: shortNs,
        tailNs: shortNs,
        loopNs: shortNs,
        preEntryNs: shortNs,
        blockNs: nsOf(blockedUs - (3 * shortNs) / 1000),
        switchNs: nsOf(switchUs),
        idleEntryNs: nsOf(idleUs - blockedUs - switchUs),
        wakeupNs: nsOf(switchedUs - turns.timerUs - (deliveryNs + idleExitNs) / 1000),
        idleExitNs,
        schedInNs: nsOf(enteredUs - loadedUs - (2 * shortNs) / 1000),
      },
    },
    identified: [
      {
        path: 'guest.hlt',
        from: `${cycle.undisturbed} undisturbed cycles of ${undisturbedUs.toFixed(1)} us between exits by HLT; guest_args for the halt`,
      },
      { path: 'nested.turnUs', from: `${turns.lengthsUs.length} wake-ups that waited for the housekeeping CPU’s tick` },
      {
        path: 'costs.tick',
        from: `halts that a tick in the guest put off: ${tickStayUs.toFixed(0)} us from its edge to HLT`,
      },
      {
        path: 'costs.exitNs',
        from: `the guest’s timer, which ends halts ${turns.timerUs.toFixed(0)} us after the exit`,
      },
      {
        path: 'costs.blockNs, .switchNs, .idleEntryNs, .wakeupNs, .schedInNs',
        from: 'where in the cycle ticks hit which window',
      },
    ],
    unidentified: [
      {
        path: 'costs.entryNs',
        reason: 'only the sum of what a tick in the guest costs is seen',
        standsIn: 'as long as `costs.exitNs`',
      },
    ],
  };
}

interface Turns {
  /** How long the housekeeping CPU's tick kept the thread where it had nothing to do for RCU. */
  readonly lengthsUs: readonly number[];
  /** When the guest's timer is due, from the exit by HLT on. */
  readonly timerUs: number;
}

/**
 * A wake-up in whose way an edge lies, with the vCPU's own tick stopped, waits for the other CPU alone: behind the timer for
 * the whole of its turn, before the timer for the rest.
 */
function turnsUs(
  run: RecordedRun,
  grid: TickGrid,
  { edges, undisturbedUs }: HaltCycle,
  switchedUs: number,
): Turns | null {
  const busy = new Set(run.gracePeriods.flatMap(({ startSec, endSec }) => [startSec, endSec].map(grid.periodOf)));
  const quiet = edges.filter(
    ({ tick, last, period, untilExitUs }) =>
      tick === undefined && last && !Number.isNaN(untilExitUs) && !busy.has(period) && !busy.has(period - 1),
  );
  const waits = quiet.map(({ atUs, untilExitUs }) => ({ atUs, waitUs: atUs + untilExitUs - undisturbedUs }));
  const whole = waits.filter(({ atUs }) => atUs > switchedUs - 25 && atUs < switchedUs);
  if (whole.length < fewest) return null;
  const turnUs = medianOf(whole.map(({ waitUs }) => waitUs));
  const part = waits.filter(
    ({ atUs, waitUs }) => atUs < switchedUs - 25 && waitUs > 0.2 * turnUs && waitUs < 0.9 * turnUs,
  );
  if (part.length < fewest) return null;
  const timerUs = medianOf(part.map(({ atUs, waitUs }) => atUs + turnUs - waitUs));
  const lengthsUs = waits
    .filter(({ atUs }) => atUs > timerUs - 0.75 * turnUs && atUs < switchedUs)
    .map(({ atUs, waitUs }) => Math.max(0, Math.round(waitUs + Math.max(0, timerUs - atUs))));
  return { lengthsUs, timerUs };
}

/** From the edge of a tick to the halt that it put off: the guest had been done with its work by then. */
function tickStay({ edges, undisturbedUs }: HaltCycle, timerUs: number): number {
  const stays = edges.filter(
    ({ tick, atUs }) =>
      tick?.context === 'guest_exit_window' && !tick.invoked && atUs > undisturbedUs - 110 && atUs < undisturbedUs,
  );
  const found = stays.map(({ untilExitUs }) => untilExitUs).filter((each) => each < timerUs / 2);
  return found.length < 5 ? NaN : medianOf(found);
}

function rounded(us: number): number {
  return Number(us.toPrecision(5));
}
