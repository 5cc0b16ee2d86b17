import type { NaiveCpu, NaiveHost, Segment } from './naive-host.js';

/** The current task's segment ends: the task does what is next, and its next segment begins. */
export function beginNextSegment(host: NaiveHost, cpu: NaiveCpu): Segment {
  const task = cpu.current;
  const segment = task.next();
  task.state = segment.state;
  task.endsNs = host.nowNs + segment.lengthNs;
  return segment;
}
