import { createThread } from './kernel-thread.js';
import { otherCpu, vcpuIsCurrent, write, type NaiveHost } from './naive-host.js';
import { accountDetached } from './rcuc-time.js';

/** The vCPU's task is taken off its CPU; a downtime later it arrives on the other one. */
export function detachVcpu(host: NaiveHost): void {
  const { vcpu, nowNs } = host;
  const { migrationWaiting, task, cpu } = vcpu;
  vcpu.migrationWaiting = null;
  if (migrationWaiting === null || vcpu.ended) return;
  const target = otherCpu(host, cpu);
  vcpu.cpu = target;
  if (vcpu.sleeping) return;
  if (vcpuIsCurrent(host, cpu)) task.leftNs = Math.max(0, task.endsNs - nowNs);
  else if (cpu.current === cpu.rcuc) accountDetached(host, cpu);
  task.runnable = false;
  vcpu.arrivesNs = nowNs + migrationWaiting.downtimeNs;
  const { leftBehindNs } = migrationWaiting;
  if (leftBehindNs !== null) cpu.threads.push(createThread(host, cpu, { rank: 0, lengthNs: leftBehindNs }));
  write(host, cpu.id, 'sched_migrate_task', `vcpu to cpu ${target.id}`);
}
