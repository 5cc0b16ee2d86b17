import type { RecordedRun } from '../run/recorded-run.js';
import type { Workload } from '../run/workload.js';
import type { Finding, Unidentified } from './finding.js';

/** What stands in for the number of CPUs, which only delays of machines with hundreds of them depend on. */
const fewCpus = 2;

/** Returns how the recorded kernel was built and booted. */
export function fitHost({ meta, workload, timeline }: RecordedRun): Finding {
  const { vcpuPriority, rcucPriority, haltPollNs, preemptRt, skewTick } = workload;
  const unidentified: Unidentified[] = [];
  const orElse = <T>(value: T | null, path: string, standsIn: T): T => {
    if (value !== null) return value;
    unidentified.push({ path, reason: 'the meta file does not say it', standsIn: String(standsIn) });
    return standsIn;
  };
  const vcpu = orElse(vcpuPriority, 'host.vcpuPriority', 1);
  const rcuc = orElse(rcucPriority, 'host.rcucPriority', 11);
  const rt = orElse(preemptRt, 'host.preemption', true);
  const virtualization = timeline?.cpus.find(({ vmExits }) => vmExits.virtualization !== null)?.vmExits.virtualization;
  if (virtualization === undefined) {
    unidentified.push({
      path: 'host.virtualization',
      reason: 'no field of the recording tells VMX from SVM',
      standsIn: 'svm, on which all recordings were made',
    });
  }
  return {
    spec: {
      host: {
        hz: meta.hz as 100 | 250 | 300 | 1000,
        cpus: Math.max(fewCpus, orElse(meta.cpus, 'host.cpus', fewCpus)),
        isolation: 'nohz_full',
        rcuNocbs: true,
        preemption: rt ? 'rt' : 'full',
        rcuCore: 'rcuc',
        virtualization: virtualization ?? 'svm',
        skewTick,
        vcpuClass: vcpu > 0 ? 'fifo' : 'other',
        vcpuPriority: Math.max(1, vcpu),
        rcucClass: rcuc > 0 ? 'fifo' : 'other',
        rcucPriority: Math.max(1, rcuc),
        haltPollNs: orElse(haltPollNs, 'host.haltPollNs', 200_000),
      },
      // What the recorder's machine does not have.
      vcpu: {
        preemption: { ratePerSec: 0 },
        migration: { ratePerSec: migrationsPerSec(workload) },
        otherIoctlShare: 0,
      },
      softirq: { ratePerSec: 0 },
    },
    identified: [
      { path: 'host, vcpu.migration', from: 'meta: kernel, hz, smp, cmdline, priorities, guest_args' },
      ...(virtualization === undefined ? [] : [{ path: 'host.virtualization', from: 'the words of kvm_exit events' }]),
    ],
    unidentified,
  };
}

function migrationsPerSec({ arguments: given }: Workload): number {
  const everyMs = given.get('mig_ms') ?? 0;
  return everyMs > 0 ? Number((1000 / everyMs).toPrecision(4)) : 0;
}
