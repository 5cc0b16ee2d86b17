import { describe, expect, it } from 'vitest';
import { createWork, irq } from '../../src/engine/cpu.js';
import { clock } from '../../src/engine/clocks.js';
import { terminate } from '../../src/engine/disturbances.js';
import type { Host } from '../../src/engine/host.js';
import { raiseIrq } from '../../src/engine/interrupts.js';
import { invokeRcuCore } from '../../src/engine/rcu-invoke.js';
import type { TimelineEvent } from '../../src/engine/recorder.js';
import { raiseSoftirq } from '../../src/engine/softirq.js';
import { stealCpu } from '../../src/engine/steal.js';
import { at } from '../../src/kernel/cpu-state.js';
import { policyById } from '../../src/policies/index.js';
import { scenario, type ScenarioSpec } from '../../src/scenario/index.js';
import { runAlone } from './run-alone.js';

/** Runs a quiet host; `act` interferes once, as soon as it can, and returns whether it did. Returns the lines from then on. */
function interfere(spec: ScenarioSpec, act: (host: Host) => boolean): readonly TimelineEvent[] {
  const lines: TimelineEvent[] = [];
  let acted = false;
  const run = { durationSec: 0.1, warmupSec: 0, seed: 1 };
  runAlone(scenario({ ...spec, run }, 'quiet'), policyById('mainline'), {
    tracer: (line) => {
      if (acted) lines.push(line);
    },
    afterEvent: (host) => {
      acted ||= act(host);
    },
  });
  expect(acted).toBe(true);
  return lines;
}

const own = (host: Host) => host.cpus[1]!;
const eventsOf = (lines: readonly TimelineEvent[]) => lines.map(({ event }) => event);

describe('a vCPU that is told to end', () => {
  it.each([
    ['in the loop', at.loop],
    ['with preemption disabled before its entry', at.beforeEntry],
    ['in the fast path', at.fastpath],
  ])('%s does not enter the guest any more', (_where, state) => {
    const lines = interfere({}, (host) => {
      if (own(host).current.state !== state) return false;
      terminate(host);
      return true;
    });
    expect(eventsOf(lines)).toContain('kvm_destroy_vm');
    expect(eventsOf(lines)).not.toContain('kvm_entry');
  });
});

describe('an interrupt that comes between the window behind an exit and preempt_enable()', () => {
  it('is taken with preemption still disabled: a tick notes no quiescent state there', () => {
    let came = false;
    const noted: boolean[] = [];
    interfere({ costs: { tailNs: 5000 } }, (host) => {
      const cpu = own(host);
      if (!came) {
        if (cpu.current.state !== at.preemptEnable) return false;
        came = true;
        cpu.rdp.cpuNoQs = true;
        raiseIrq(host, cpu, irq.tick);
        return false;
      }
      if ((cpu.pendingIrqs & irq.tick) !== 0) return false;
      noted.push(!cpu.rdp.cpuNoQs);
      expect(cpu.current.state).toBe(at.preemptEnable);
      return true;
    });
    expect(noted).toEqual([false]);
  });
});

describe('a halt whose end comes while L0 holds the polling CPU', () => {
  it('stops polling when L0 gives the CPU back, not at the end of the polling time', () => {
    let thawNs = 0;
    const lines = interfere(
      { host: { haltPollNs: 10_000_000 }, guest: { hlt: { ratePerSec: 2000, length: { medianUs: 50, p99Us: 50 } } } },
      (host) => {
        const cpu = own(host);
        const wakeNs = host.clocks[clock.wake]!;
        if (cpu.current.state !== at.haltPoll || wakeNs >= host.vcpu.pollUntilNs || wakeNs <= host.nowNs) return false;
        host.vcpu.pollUntilNs += 5_000_000;
        cpu.segmentEndNs = host.vcpu.pollUntilNs;
        const lengthNs = wakeNs - host.nowNs + 1000;
        thawNs = host.nowNs + lengthNs;
        stealCpu(host, cpu, lengthNs);
        return true;
      },
    );
    const entry = lines.find(({ event }) => event === 'kvm_entry')!;
    expect(entry.timeNs - thawNs).toBeGreaterThan(0);
    expect(entry.timeNs - thawNs).toBeLessThan(10_000);
  });
});

describe('RCU core that is invoked', () => {
  it('while ksoftirqd runs, is served by ksoftirqd', () => {
    const kernel = { host: { preemption: 'full', rcuCore: 'softirq', vcpuClass: 'other' } } as const;
    let raised = false;
    const lines = interfere(kernel, (host) => {
      const cpu = own(host);
      if (cpu.current === cpu.ksoftirqd && cpu.irqUntilNs < 0) {
        invokeRcuCore(host, cpu, 'other');
        return true;
      }
      if (!raised && cpu.current.state === at.handler) {
        raised = true;
        raiseSoftirq(host, cpu, 20_000_000);
        raiseIrq(host, cpu, 0);
      }
      return false;
    });
    const until = lines.findIndex(({ event, detail }) => event === 'sched_switch' && detail.startsWith('ksoftirqd'));
    expect(eventsOf(lines.slice(0, until))).toContain('rcu_core');
  });
});

describe('a thread that just came', () => {
  it('has waited for less time than one that came before it', () => {
    const rt = false;
    const early = createWork({ rank: 0, lengthNs: 1, kind: 'thread', sinceNs: 10 }, rt);
    const late = createWork({ rank: 0, lengthNs: 1, kind: 'thread', sinceNs: 20 }, rt);
    expect(early.waitsSinceNs).toBeLessThan(late.waitsSinceNs);
  });
});

describe('a halt while another task waits for the CPU', () => {
  it('does not poll', () => {
    const halting = { guest: { hlt: { ratePerSec: 2000, length: { medianUs: 5000, p99Us: 5000 } } } } as const;
    const lines = interfere({ ...halting, host: { haltPollNs: 1_000_000 } }, (host) => {
      const cpu = own(host);
      if (cpu.current.state !== at.handler || cpu.irqUntilNs >= 0) return false;
      host.vcpu.polling.pollNs = 1_000_000;
      cpu.works.push(createWork({ rank: 0, lengthNs: 1000, kind: 'thread', sinceNs: host.nowNs }, true));
      return true;
    });
    const halt = lines.findIndex(({ event, detail }) => event === 'kvm_vcpu_halt' && detail !== 'polls 0 ns');
    const left = lines.slice(halt).find(({ event }) => event === 'sched_switch')!;
    expect(left.detail).toBe('vcpu ==> kthread');
    expect(left.timeNs - lines[halt]!.timeNs).toBeLessThan(10_000);
  });
});

describe('an idle task that RCU urges while it watches', () => {
  it('gets the forced tick, which runs again from the end of idle on', () => {
    let urged = false;
    const halting = { guest: { hlt: { ratePerSec: 500, length: { medianUs: 300, p99Us: 300 } } } } as const;
    const lines = interfere({ ...halting, host: { haltPollNs: 0 } }, (host) => {
      const cpu = own(host);
      if (!urged && cpu.current.state === at.idleExit && cpu.tickStopped) {
        urged = true;
        cpu.rdp.urgentQs = true;
        raiseIrq(host, cpu, irq.other);
        expect([cpu.rdp.forcedTick, cpu.tickStopped]).toEqual([true, true]);
        return true;
      }
      return false;
    });
    expect(eventsOf(lines).indexOf('tick restarts')).toBeGreaterThanOrEqual(0);
    expect(eventsOf(lines).indexOf('tick restarts')).toBeLessThan(eventsOf(lines).indexOf('kvm_entry'));
  });
});
