import type { TailCurve } from '../plots/index.js';
import { measuredCurve } from '../trace/index.js';
import type { MeasuredRow } from './measured-files.js';
import { isSameKind, measuredSummary } from './measured-notes.js';

/** Returns measurements as curves for `tailFigure`; one of another kind than the scenario's instrument says so. */
export function measuredCurves(rows: readonly MeasuredRow[], instrument: 'oslat' | 'cyclictest'): TailCurve[] {
  return rows.map(({ label, tail }) => {
    const { maxNs, overflowFromNs, buckets } = tail;
    const turns = tail.source === 'oslat' ? '; every turn of its loop counts' : '';
    const other = isSameKind(tail, instrument) ? turns : `; ANOTHER KIND than ${instrument}`;
    const known = maxNs ?? (overflowFromNs === null ? (buckets.at(-1)?.highNs ?? null) : null);
    return {
      policy: `measured: ${label}`,
      points: measuredCurve(tail),
      maxUs: (known ?? overflowFromNs ?? 0) / 1e3,
      measured: {
        facts: `${measuredSummary(tail)}${other}`.replaceAll(' us', ' µs').replaceAll('>=', '≥'),
        overflowUs: overflowFromNs === null ? null : overflowFromNs / 1e3,
        maxKnown: known !== null,
      },
    };
  });
}
