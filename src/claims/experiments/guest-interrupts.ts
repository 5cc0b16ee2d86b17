import { at, stateNames, type CpuState } from '../../kernel/cpu-state.js';
import type { ScenarioSpec } from '../../scenario/index.js';
import type { Experiment, Finding } from '../experiment.js';
import { host, over, ticking, type HostUnderTest } from '../hosts.js';
import type { Lab } from '../lab.js';
import { atLeast, atMost, both, difference, fact, mean, rate, share, type Measure } from '../measure.js';
import { behavedAlike, type Observation } from '../observation.js';
import { averageGpMs, wakesIn } from '../run-figures.js';

const busyGuest: ScenarioSpec = { guest: { exits: { fastpath: { ratePerSec: 20_000 }, msr: { ratePerSec: 20_000 } } } };
const vmx = (irqExitFastpath: boolean): ScenarioSpec =>
  over(busyGuest, { host: { virtualization: 'vmx', irqExitFastpath } });
const svm: ScenarioSpec = over(busyGuest, { host: { virtualization: 'svm' } });

/** States from which the way back leads into the guest without the host's exit handlers. */
const guestStates: readonly CpuState[] = [at.guest, at.exit, at.vmxInterrupt, at.interruptWindow, at.fastpath];

/** H18: an interrupt that ends a guest's run never looks like one of user mode. */
export const neverUser: Experiment = {
  id: 'H18',
  assumptions: ['costs.windowNs', 'costs.exitNs', 'guest.exits.fastpath.handler'],
  cases: [
    { where: 'on VMX', test: (lab) => looksLikeKernel(lab, vmx(false)) },
    { where: 'on VMX with interrupts handled in the fast path', test: (lab) => looksLikeKernel(lab, vmx(true)) },
    { where: 'on SVM', test: (lab) => looksLikeKernel(lab, svm) },
  ],
};

async function looksLikeKernel(lab: Lab, spec: ScenarioSpec): Promise<Finding> {
  const counts = { ticks: 0, user: 0 };
  const seenIn = new Set<CpuState>();
  await lab.watch(host(ticking, spec, 4, 2), 'mainline', ({ vcpu, cpus }) => ({
    tick({ kernel }) {
      const { state } = cpus[vcpu.cpu]!.current;
      if (!guestStates.includes(state)) return;
      seenIn.add(state);
      counts.ticks++;
      if (!kernel) counts.user++;
    },
  }));
  const asUser = share('ticks that hit the guest and looked like user mode or idle', counts.user, counts.ticks);
  const places = fact(
    `places where they were taken: ${[...seenIn]
      .map((state) => stateNames[state])
      .sort()
      .join(', ')}`,
    '',
    seenIn.size,
  );
  return { holds: both(atMost(asUser, 0.001), counts.user === 0), measured: [asUser, places] };
}

/** H19: only VMX can tell that an interrupt ended a guest's run. */
export const onlyVmxCanTell: Experiment = {
  id: 'H19',
  assumptions: ['costs.windowNs', 'gracePeriods.requestsPerSec'],
  cases: [
    {
      where: 'as to the interrupt: on VMX nine in ten of the ticks that end a run are known',
      async test(lab) {
        const [mainline, told] = await lab.compare(host(ticking, vmx(false), 4, 4), ['mainline', 'irq-from-guest']);
        const measured = guestWakes(['mainline', 'irq-from-guest'], [mainline, told]);
        return { holds: atMost(measured[0]!, 0.2 * (measured[1]!.value ?? 0)), measured };
      },
    },
    {
      where: 'as to the interrupt: on SVM none is',
      async test(lab) {
        const [mainline, told] = await lab.compare(host(ticking, svm, 4, 4), ['mainline', 'irq-from-guest']);
        const measured = guestWakes(['mainline', 'irq-from-guest'], [mainline, told]);
        return { holds: behavedAlike(mainline, told), measured };
      },
    },
    {
      where: "as to any way of telling: the task's PF_VCPU says nothing on SVM",
      async test(lab) {
        const [mainline, told] = await lab.compare(host(ticking, svm, 4, 4), ['mainline', 'pf-vcpu']);
        const measured = guestWakes(['mainline', 'pf-vcpu'], [mainline, told]);
        return { holds: atLeast(measured[0]!, 0.5 * (measured[1]!.value ?? 0)), measured };
      },
    },
  ],
};

/** The proposal's wakes first, then mainline's. */
function guestWakes(ids: readonly string[], runs: readonly (readonly Observation[])[]): Measure[] {
  return ids.map((id, i) => rate(`wakes by a tick that hit the guest, ${id}`, runs[i]!, wakesIn('guest'))).reverse();
}

/** H20: without a guaranteed way back into the guest a skip on its interrupts is not safe. */
export const reentryGuaranteed: Experiment = {
  id: 'H20',
  assumptions: [
    'patches.soonUs',
    'vcpu.preemption.ratePerSec',
    'vcpu.preemption.length',
    'gracePeriods.requestsPerSec',
  ],
  cases: [
    { where: 'on a host where the vCPU is alone', test: (lab) => unsafe(lab, host(ticking, {}, 10, 6)) },
    {
      where: 'on a host where kernel threads take its CPU from it',
      test: (lab) => unsafe(lab, host(ticking, crowded, 10, 6)),
    },
  ],
};

/** Threads above the vCPU, so many that some wake in the very tick that is skipped. */
const crowded: ScenarioSpec = {
  vcpu: { preemption: { ratePerSec: 40, length: { medianUs: 5000, p99Us: 50_000 }, priority: 20 } },
};

/** Skips that no entry follows make grace periods longer than mainline's, by a scan on average. */
async function unsafe(lab: Lab, subject: HostUnderTest): Promise<Finding> {
  const [mainline, told] = await lab.compare(subject, ['mainline', 'irq-from-guest']);
  const longer = difference('longer average grace period than mainline', 'ms', mainline, told, averageGpMs);
  const without = mean('average grace period, mainline', 'ms', mainline, averageGpMs);
  const astray = rate('skips that no entry followed soon', told, ({ record }) => record.falsePositives.count);
  return { holds: atLeast(longer, scanMs), measured: [longer, without, astray] };
}

/** The distance of two scans at HZ 1000 [ms]. */
const scanMs = 4;
