import type { ScenarioSpec } from '../../scenario/index.js';
import type { RecordedRun } from '../run/recorded-run.js';
import { joined, type Finding, type Identified, type Unidentified } from './finding.js';
import { guestStays, type GuestStays, type Stay } from './guest-stays.js';
import { fitTracedHalts } from './fit-traced-halts.js';
import { fitTracedVmm } from './fit-traced-vmm.js';
import { measuredQuantiles } from './measured-quantiles.js';
import { fewestStays, lengthsUs, rateOf } from './traced-numbers.js';

/** What of a stay in the run loop is not the handler [us]: the default costs around it. */
const aroundHandlerUs = 1.5;

/** The classes of the scenario, by why the guest exits. */
const classes = { timer: 'fastpath', register: 'msr', io: 'io', fault: 'fault' } as const;
type TracedReason = keyof typeof classes;

/** Returns whether the raw trace tells why the guest exits. */
export function tellsExits({ timeline, vcpuCpus }: RecordedRun): boolean {
  return timeline?.cpus.some(({ cpu, vmExits }) => vcpuCpus.includes(cpu) && vmExits.length > 0) === true;
}

/** Returns the guest's exits by class, its halts and what the VMM does, from the `kvm_exit` events of the raw trace. */
export function fitTracedExits(run: RecordedRun): Finding {
  const traced = guestStays(run);
  const parts = [
    ...(['timer', 'register', 'io', 'fault'] as const).map((reason) => fitClass(traced, reason)),
    fitTracedHalts(traced),
    fitTracedVmm(traced),
    fitOtherInterrupts(traced),
    { spec: { guest: { exits: { heavy: { ratePerSec: 0 } } } }, identified: [], unidentified: [] },
  ];
  const unidentified: Unidentified[] = [
    {
      path: 'guest.exits.fastpath',
      reason:
        'no event tells which exits the kernel handles with interrupts off, but for those of the preemption timer',
      standsIn: 'guest.exits.msr has them',
    },
    {
      path: 'guest.exits.arrival',
      reason: 'whether exits keep a distance is not looked for',
      standsIn: 'at random while the guest runs',
    },
  ];
  return joined([...parts, { spec: {}, identified: [], unidentified }]);
}

function fitClass({ stays, guestSec }: GuestStays, reason: TracedReason): Finding {
  const name = classes[reason];
  const path = `guest.exits.${name}`;
  const own = stays.filter((stay) => stay.reason === reason);
  if (own.length === 0) return { spec: exitsSpec(name, { ratePerSec: 0 }), identified: [], unidentified: [] };
  const put = own.filter(({ putNs }) => putNs > 0).length;
  const slept = own.filter((stay) => blocks(stay));
  const handlersUs = lengthsUs(
    own
      .filter((stay) => !stay.disturbed && !blocks(stay))
      .map(({ fromNs, untilNs, putNs }) => (putNs > 0 ? putNs : untilNs) - fromNs - aroundHandlerUs * 1000),
  );
  const enough = handlersUs.length >= fewestStays;
  const found: Identified[] = [
    { path: `${path}.ratePerSec`, from: `${own.length} kvm_exit events in ${guestSec.toFixed(3)} s of guest` },
    {
      path: `${path}.userspaceShare, .blockShare`,
      from: `${put} that leave KVM_RUN, ${slept.length} that sleep in it`,
    },
  ];
  const unidentified: Unidentified[] = [];
  if (enough) found.push({ path: `${path}.handler`, from: `${handlersUs.length} stays that nothing disturbed` });
  else {
    const cause = `only ${handlersUs.length} stays that nothing disturbed`;
    unidentified.push({ path: `${path}.handler`, reason: cause, standsIn: 'the default of the scenario' });
  }
  const exit = {
    ratePerSec: rateOf(own.length, guestSec),
    userspaceShare: rateOf(put, own.length),
    blockShare: rateOf(slept.length, Math.max(1, own.length - put)),
    ...(enough ? { handler: { quantilesUs: measuredQuantiles(handlersUs) } } : {}),
  };
  const sleepsUs = lengthsUs(slept.map(({ fromNs, idleEndNs }) => idleEndNs - fromNs));
  const block = sleepsUs.length >= fewestStays ? { block: { quantilesUs: measuredQuantiles(sleepsUs) } } : {};
  return { spec: { guest: { ...exitsSpec(name, exit).guest, ...block } }, identified: found, unidentified };
}

function exitsSpec(name: string, exit: object) {
  return { guest: { exits: { [name]: exit } } } satisfies ScenarioSpec;
}

/** The handler sleeps: the CPU idles, though the guest has not halted and `vcpu_put()` has not come. */
function blocks({ haltNs, idleNs, putNs }: Stay): boolean {
  return idleNs > 0 && !(haltNs > 0) && !(putNs > 0);
}

/** Interrupts that sent the guest out, other than ticks. */
function fitOtherInterrupts({ stays, guestSec }: GuestStays): Finding {
  const others = stays.filter(({ reason, ticked }) => reason === 'interrupt' && !ticked);
  return {
    spec: { ticks: { otherIrqsPerSec: Math.min(1e5, rateOf(others.length, guestSec)) } },
    identified: [{ path: 'ticks.otherIrqsPerSec', from: `${others.length} exits for an interrupt without a tick` }],
    unidentified: [],
  };
}
