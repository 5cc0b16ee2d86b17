import type { Comparison } from '../record/index.js';
import { isSupported, leastBeyond, quantileLabel } from '../stats/index.js';
import { comparisonColumns, shownQuantiles, type ColumnOptions } from './compare-columns.js';
import { withMeasured } from './measured-columns.js';
import type { MeasuredRow } from './measured-files.js';
import { measuredNotes } from './measured-notes.js';
import { grouped } from './number-text.js';
import type { Paint } from './paint.js';
import { provenanceLines, type Origin } from './provenance-text.js';
import { layOut } from './text-table.js';
import { wrapText } from './wrap-text.js';

/** How a table is laid out. */
export interface TableOptions extends ColumnOptions {
  readonly origin: Origin;
  /** Characters in a line. */
  readonly width: number;
  readonly paint: Paint;
  /** Measurements to stand below the policies. */
  readonly measured?: readonly MeasuredRow[];
}

/** Returns a comparison as text: what was simulated, the table, and what the table cannot say. */
export function comparisonTable(comparison: Comparison, options: TableOptions): string {
  const { origin, width, paint, measured = [], intervals = false } = options;
  const names = [...comparison.policies.map(({ id }) => id), ...measured.map(({ label }) => `measured: ${label}`)];
  const labels = { title: 'policy', cells: names.map((text) => ({ text })) };
  const columns = withMeasured(comparisonColumns(comparison, options), measured, shownQuantiles(comparison), intervals);
  const [title = '', ...header] = provenanceLines(comparison, origin, width);
  const said = [...footnotes(comparison, options), ...measuredNotes(measured, comparison.scenario.guest.instrument)];
  const notes = said.flatMap((note) => wrapText(note, width, '  '));
  return [
    paint('bold', title),
    ...header.map((line) => paint(line.includes('STOPPED EARLY') ? 'yellow' : 'dim', line)),
    '',
    ...layOut(labels, columns, width, paint),
    ...(notes.length > 0 ? ['', ...notes.map((line) => paint('dim', line))] : []),
    '',
  ].join('\n');
}

function footnotes(comparison: Comparison, { intervals = false }: TableOptions): string[] {
  const { policies } = comparison;
  const first = policies[0];
  if (first === undefined || first.measuredNs === 0) return ['nothing was measured: it ended during the warm-up'];
  const medians = [
    ...(policies.some((record) => !isSupported(record.gracePeriods.total, 0.5)) ? ['grace periods'] : []),
    ...(policies.some((record) => !isSupported(record.syncRcu.total, 0.5)) ? ['calls of synchronize_rcu()'] : []),
  ];
  return [
    ...unsupportedQuantiles(comparison),
    ...(medians.length > 0 ? [`- a median needs ${2 * leastBeyond} ${medians.join(' and ')}`] : []),
    ...(intervals
      ? ['95%: interval of the quantile if samples are independent; in bursts it is wider, so try several seeds']
      : []),
  ];
}

/** The footnotes for quantiles that some policy's samples don't support: what they need, and how to get it. */
function unsupportedQuantiles(comparison: Comparison): string[] {
  const { policies } = comparison;
  const fewest = Math.min(...policies.map(({ latency }) => latency.total));
  const seconds = (policies[0]?.measuredNs ?? 0) / 1e9;
  return shownQuantiles(comparison)
    .filter((p) => !isSupported(fewest, p))
    .map((p) => {
      const needed = Math.round(leastBeyond / Math.min(p, 1 - p));
      const enough = fewest > 0 ? `, about -d ${durationOption((1.02 * seconds * needed) / fewest)}` : '';
      return `- ${quantileLabel(p)} needs ${grouped(needed)} samples${enough}; there are ${grouped(fewest)}`;
    });
}

/** Seconds as `-d` takes them, rounded up: `63s`, `17m`, `3h`. */
function durationOption(seconds: number): string {
  if (seconds < 120) return `${Math.ceil(seconds)}s`;
  return seconds < 7200 ? `${Math.ceil(seconds / 60)}m` : `${Math.ceil(seconds / 3600)}h`;
}
