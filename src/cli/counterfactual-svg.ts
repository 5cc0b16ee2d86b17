import { remainingWakesFigure } from '../plots/index.js';
import { version } from '../record/index.js';
import { canonicalJson, contentHash } from '../scenario/index.js';
import { remainingWakes, type TraceReplay } from '../trace/index.js';
import { fileFigure } from './figure-options.js';
import { oneLine } from './printable.js';

/** Returns what each policy would leave of the recorded kernel's wakes as SVG. */
export function counterfactualSvg(result: TraceReplay, width: string | undefined): string {
  const { run, scenario, release, hz, policy } = result.replay.kernel;
  const name = [run, scenario].filter((part) => part !== null).join('/');
  const provenance = {
    recording: oneLine(name === '' ? 'without a name' : name),
    kernel: `Linux ${release} · HZ ${hz} · ${policy}`,
    version,
    digest: contentHash(canonicalJson(result)),
  };
  return remainingWakesFigure(remainingWakes(result), { ...fileFigure(width), provenance }).outerHTML;
}
