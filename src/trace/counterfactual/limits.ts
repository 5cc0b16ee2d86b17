import type { RecordingMeta } from '../recording-meta.js';
import type { TraceTimeline } from '../timeline/timeline.js';

/** Returns what a counterfactual on this trace can't show, in sentences to be printed with the figures. */
export function limitsOf(timeline: TraceTimeline, meta: RecordingMeta): readonly string[] {
  const limits = [
    'a wake-up not taken changes what follows: asked tick by tick, a policy sees what the kernel saw; the bounds carry along ' +
      'what it leaves undone, and hold while grace periods begin and end as recorded and RCU core gets its lock (each CPU ' +
      'says how often its work stayed undone)',
    'under a policy that skips more than the recorded kernel did, grace periods last longer and are fewer: delayed ones are ' +
      'counted, with the most that the scans could add to each; what later grace periods do then is not in the trace',
    'the CPU time that rcuc would not have taken is not given back to the guest, so ticks, exits and halts stay where they were',
  ];
  if (timeline.cpus.some(({ gaps }) => gaps > 0)) {
    limits.push('the ring buffer lost events: after a gap, what a policy remembers is rebuilt from what follows');
  }
  if (timeline.unfinishedTicks > 0) {
    limits.push(`ticks cut off by the ends of the trace or a gap are left out: ${timeline.unfinishedTicks}`);
  }
  if (meta.nohzFullCpus.length === 0) limits.push('no CPU of the machine is nohz_full, so no policy has a say');
  if (!meta.virtualTime) {
    limits.push('the recorded fields of a tick can be older than its decision by the time of the probe itself');
  }
  return limits;
}
