import { drawOfExit } from './guest-exit.js';
import type { NaiveHost } from './naive-host.js';
import type { Segment } from './naive-task.js';
import { awaitTimer, sleepUnlessWoken } from './vcpu-wait.js';
import { quantileNs } from './world-draws.js';

/** Lane of the length, which a sleep on I/O in the handler has too: no exit leads to both. */
const lane = 5;

/** `clock_nanosleep()`: what is between a system call and its end while the VMM sleeps by a timer. */
export function* sleepByTimer(host: NaiveHost, sleepUs: string): Generator<Segment, void, void> {
  const setNs = host.nowNs;
  awaitTimer(host, { setNs, untilNs: setNs + quantileNs(sleepUs, drawOfExit(host, lane)), halt: false });
  yield* sleepUnlessWoken(host, { before: 'systemCall', after: 'systemCall' });
  host.vcpu.wakeUpHasCome = false;
}
