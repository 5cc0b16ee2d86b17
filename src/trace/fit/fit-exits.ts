import type { RecordedRun } from '../run/recorded-run.js';
import { fitVmm } from './fit-vmm.js';
import { joined, type Finding } from './finding.js';
import { fitTracedExits, tellsExits } from './fit-traced-exits.js';
import type { TickGrid } from './tick-grid.js';
import { windowShare } from './window-time.js';

const never = { ratePerSec: 0 } as const;
/** A guest that only spins. */
const none = { fastpath: never, msr: never, io: never, fault: never, heavy: never } as const;

/** The highest rate that a scenario holds [1/s]. */
const mostPerSec = 1e6;
/** The longest cost that a scenario holds [us]. */
const longestUs = 10_000;

/** What of the run loop is not the handler [us]: the default costs around it. */
const aroundHandlerUs = 1.5;

/** Returns the exits that the guest makes of its own accord, but for halts. */
export function fitExits(run: RecordedRun, grid: TickGrid): Finding {
  const { mode, guestExits, guestSec } = run.workload;
  const spins: Finding = { spec: { guest: { exits: none } }, identified: [], unidentified: [] };
  if (mode === 'spin' || mode === 'hlt') {
    return { ...spins, identified: [{ path: 'guest.exits', from: 'guest_args: the guest makes none' }] };
  }
  if (mode === null && tellsExits(run)) return fitTracedExits(run);
  if (guestExits === null || guestSec === null || guestSec <= 0 || (mode !== 'io' && mode !== 'cpuid')) {
    const reason = 'the meta file does not say what the guest exits for, or how often';
    return { ...spins, unidentified: [{ path: 'guest.exits', reason, standsIn: 'none' }] };
  }
  const perSec = Math.max(1, guestExits) / guestSec;
  const guestShare = Math.max(1e-3, windowShare(run, grid, 'guest_exit_window'));
  const loopUs = (1e6 * windowShare(run, grid, 'run_loop')) / perSec;
  const handlerUs = Number(Math.max(0.1, loopUs - aroundHandlerUs).toPrecision(5));
  const ratePerSec = Number(Math.min(mostPerSec, perSec / guestShare).toPrecision(5));
  const exit = { ratePerSec, handler: { medianUs: handlerUs, p99Us: handlerUs } };
  const name = mode === 'io' ? 'io' : 'msr';
  const exits = mode === 'io' ? { ...none, io: { ...exit, userspaceShare: 1 } } : { ...none, msr: exit };
  const found: Finding = {
    spec: { guest: { exits } },
    identified: [
      { path: `guest.exits.${name}.ratePerSec`, from: `${guestExits} exits in ${guestSec} s` },
      { path: `guest.exits.${name}.handler`, from: 'ticks that hit the run loop' },
    ],
    unidentified: [
      {
        path: `guest.exits.${name}.arrival`,
        reason: 'no table tells when a guest exits',
        standsIn: 'at random while the guest runs, with the recorded number of exits',
      },
    ],
  };
  const vmm = mode === 'io' ? [fitVmm(run, grid, perSec)] : [];
  return joined([found, ...vmm, fitWorldSwitch(run, grid, perSec)]);
}

/**
 * Returns the part of an exit with interrupts off, which no tick can hit: the guest knows its own period, so what its cycle is
 * longer, less what ticks show of it, is that. Raw traces have about as much of it on the way out of the guest as on the way in.
 */
function fitWorldSwitch(run: RecordedRun, grid: TickGrid, perSec: number): Finding {
  const path = 'costs.exitMaskedUs, .entryMaskedUs';
  const periodUs = run.workload.arguments.get('period_us');
  const shownUs = ['run_loop', 'kernel', 'user', 'idle', 'rcuc'] as const;
  const shown = shownUs.reduce((sum, context) => sum + (1e6 * windowShare(run, grid, context)) / perSec, 0);
  const hiddenUs = periodUs === undefined ? NaN : 1e6 / perSec - periodUs - shown;
  if (periodUs === undefined || !(hiddenUs > 0 && hiddenUs < Math.min(longestUs, periodUs / 2))) {
    const reason = 'the guest’s cycle does not tell how long its exits take with interrupts off';
    return { spec: {}, identified: [], unidentified: [{ path, reason, standsIn: 'nothing' }] };
  }
  const from = `half each of ${hiddenUs.toFixed(1)} us by which the guest’s cycle exceeds its period and what ticks show`;
  const maskedUs = Number((hiddenUs / 2).toPrecision(5));
  return {
    spec: { costs: { exitMaskedUs: maskedUs, entryMaskedUs: maskedUs } },
    identified: [{ path, from }],
    unidentified: [],
  };
}
