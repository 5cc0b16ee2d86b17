import type { RecordedRun } from '../run/recorded-run.js';
import type { EmulatedHalts } from './emulated-halts.js';
import type { Finding } from './finding.js';
import { fitCalibratedHalts } from './fit-calibrated-halts.js';
import { fitMeasuredHalts } from './fit-measured-halts.js';
import { twoCpusShareThread } from './shared-thread.js';

/**
 * Returns the cycle of a guest that works and halts on an emulator that counts instructions: work and halt as the guest was told,
 * and for each step between them the instructions that the kernel executes. The CPUs of such a machine share one thread, so all
 * of them keep step with the tick, and a few microseconds decide where in the cycle the ticks hit.
 *
 * Every probe takes its instructions, so the steps depend on what was traced. There are two sets of them: as measured, for
 * stock kernels; and as calibrated, for the lab kernels with their own probes, of which no raw trace has a halt. Those of
 * X1000, another build of their source, are a few microseconds a cycle off theirs, which is too much.
 *
 * @returns null where the guest does not halt, or the meta file does not tell the emulator's timing
 */
export function fitEmulatedHalts(run: RecordedRun): Finding | null {
  const { mode, sliceHz, instructionNs, haltPollNs, arguments: given } = run.workload;
  const [periodUs, haltUs] = [given.get('period_us'), given.get('hlt_us')];
  if (mode !== 'hlt' || !twoCpusShareThread(run) || sliceHz === null || instructionNs === null) return null;
  if (periodUs === undefined || haltUs === undefined) return null;
  const told: EmulatedHalts = { periodUs, haltUs, sliceHz, instructionNs, polls: haltPollNs !== 0 };
  return run.tellsTaskFlags ? fitCalibratedHalts(told) : fitMeasuredHalts(told);
}
