import { beforeAll, describe, expect, it } from 'vitest';
import {
  fitScenario,
  loadRun,
  parseWorkload,
  type FittedScenario,
  type RecordedRun,
} from '../../../src/trace/index.js';
import { fitTracedExits } from '../../../src/trace/fit/fit-traced-exits.js';
import { createTimelineBuilder } from '../../../src/trace/timeline/build-timeline.js';
import { traceTextOf, wholeTrace } from '../raw-traces.js';
import { eventLine } from '../trace-lines.js';

describe('the fit of a raw trace whose meta file says nothing of the load', () => {
  const { path } = wholeTrace('V612/hlt_nh');
  let run: RecordedRun;
  let fitted: FittedScenario;
  beforeAll(async () => {
    const recorded = await loadRun(path);
    run = { ...recorded, workload: parseWorkload('{}') };
    fitted = fitScenario(run);
  });

  /** Returns how many exits for a reason the text of the trace has while the run was steady. */
  function exitsInText(reason: string): number {
    const times = traceTextOf(wholeTrace('V612/hlt_nh')).matchAll(
      /\[001\] \S+ +([\d.]+): kvm_exit: vcpu 0 reason (\w+)/g,
    );
    return [...times].filter(
      ([, sec, word]) => word === reason && Number(sec) >= run.startSec && Number(sec) <= run.endSec,
    ).length;
  }

  it('counts exits by class as the text has them', () => {
    const from = (field: string) => fitted.identified.find(({ path: each }) => each === field)?.from ?? '';
    expect(Math.abs(Number.parseInt(from('guest.exits.msr.ratePerSec'), 10) - exitsInText('msr'))).toBeLessThanOrEqual(
      1,
    );
    expect(Math.abs(Number.parseInt(from('guest.hlt'), 10) - exitsInText('hlt'))).toBeLessThanOrEqual(1);
    expect(exitsInText('hlt')).toBeGreaterThan(1000);
  });

  it('has the guest arm its timer and acknowledge it: two exits of a register for each halt', () => {
    const { exits, hlt } = fitted.spec.guest ?? {};
    expect((exits?.msr?.ratePerSec ?? 0) / (hlt?.ratePerSec ?? 1)).toBeCloseTo(2, 1);
  });

  it('finds halts as long as the guest was told, and the way to idle and back', () => {
    const lengthsUs = (fitted.spec.guest?.hlt?.length?.quantilesUs ?? '').split(',').map(Number);
    const toldUs = 1187;
    expect(lengthsUs[Math.floor(lengthsUs.length / 2)]).toBeGreaterThan(toldUs);
    expect(lengthsUs[Math.floor(lengthsUs.length / 2)]).toBeLessThan(toldUs + 60);
    expect(fitted.spec.costs?.blockNs).toBeGreaterThan(5000);
    expect(fitted.spec.costs?.schedInNs).toBeGreaterThan(5000);
  });

  it('reads off the words of the exits that this is SVM', () => {
    expect(fitted.spec.host?.virtualization).toBe('svm');
    expect(fitted.identified.map(({ path: each }) => each)).toContain('host.virtualization');
  });
});

const cycles = 40;
const switchTo = (prev: string, next: string) =>
  `sched_switch: prev_comm=${prev} prev_pid=7 prev_prio=98 prev_state=S ==> next_comm=${next} next_prio=98`;

/** A VMX guest that runs for 100 us at a time, then exits to its VMM: 15 us of user mode, or 10 us around a sleep of 300 us. */
function madeUp(sleeps: boolean, isLost: (event: string, cycle: number) => boolean = () => false): RecordedRun {
  const builder = createTimelineBuilder();
  const periodUs = sleeps ? 450 : 130;
  for (let i = 0; i < cycles; i++) {
    const at = (us: number, event: string, task = 'vcpu-7') => {
      if (isLost(event, i)) return;
      builder.push(eventLine(1000 + i * periodUs + us, event, '.....', task));
    };
    at(0, 'kvm_entry: vcpu 0, rip 0x1000');
    at(100, 'kvm_exit: vcpu 0 reason IO_INSTRUCTION rip 0x1000');
    at(104, 'vcpu_put: (vcpu_put+0x0/0x60)');
    at(106, 'user_enter: ');
    at(sleeps ? 111 : 121, 'user_exit: ');
    if (sleeps) {
      at(115, switchTo('vcpu', 'swapper/1 next_pid=0'));
      at(411, switchTo('swapper/1', 'vcpu next_pid=7'), '<idle>-0');
      at(420, 'user_enter: ');
      at(425, 'user_exit: ');
    }
    at(periodUs - 6, 'vcpu_load: (vcpu_load+0x0/0x60)');
  }
  const timeline = builder.finish();
  return { timeline, vcpuCpus: [1], startSec: 1, endSec: 2 } as unknown as RecordedRun;
}

describe('the exits of a made-up guest', () => {
  it('are as many in each second of guest, and all go to the VMM, which stays in user mode as long as shown', () => {
    const { spec } = fitTracedExits(madeUp(false));
    expect(spec.guest?.exits?.io).toMatchObject({ ratePerSec: 9750, userspaceShare: 1, blockShare: 0 });
    expect(new Set((spec.guest?.userspace?.quantilesUs ?? '').split(','))).toEqual(new Set(['15']));
    expect(spec.costs).toMatchObject({ toUserNs: 2000, fromUserNs: 3000 });
    expect(spec.guest?.sleepUs).toBeUndefined();
  });

  it('go to a VMM that sleeps where its task leaves the CPU outside KVM_RUN', () => {
    const { spec } = fitTracedExits(madeUp(true));
    expect(new Set((spec.guest?.sleepUs ?? '').split(','))).toEqual(new Set(['300']));
    expect(spec.guest?.betweenCallsUs).toBe(5);
    expect(new Set((spec.guest?.userspace?.quantilesUs ?? '').split(','))).toEqual(new Set(['5']));
  });

  it('are told by those that the trace has whole where it has lost the end of others', () => {
    const lost = (event: string, cycle: number) => event.startsWith('vcpu_load') && cycle % 4 === 0;
    const { spec } = fitTracedExits(madeUp(false, lost));
    expect(spec.guest?.exits?.io).toMatchObject({ ratePerSec: 9750, userspaceShare: 1 });
    expect(new Set((spec.guest?.userspace?.quantilesUs ?? '').split(','))).toEqual(new Set(['15']));
    expect(spec.costs).toMatchObject({ toUserNs: 2000, fromUserNs: 3000 });
  });
});
