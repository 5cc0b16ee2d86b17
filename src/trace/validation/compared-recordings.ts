import type { ComparedRecording } from '../../plots/index.js';
import type { ObservableKind } from './observables.js';
import { partText } from './part-text.js';
import type { ValidationRow } from './validate.js';

/**
 * Returns validation rows as figures take them: a group for each recording and the fit that was simulated; shares in percent.
 *
 * @param kind - only numbers of this kind [default: all, which have different units]
 * @example
 * const shares = comparedRecordings(rows, 'pending-share');
 */
export function comparedRecordings(rows: readonly ValidationRow[], kind?: ObservableKind): ComparedRecording[] {
  const groups = new Map<string, ValidationRow[]>();
  for (const row of rows) {
    if (kind !== undefined && row.observable !== kind) continue;
    const key = `${row.fittedFrom} > ${row.recording}`;
    groups.set(key, [...(groups.get(key) ?? []), row]);
  }
  return [...groups.values()].flatMap((members) => {
    const [first] = members;
    return first === undefined
      ? []
      : [{ recording: first.recording, note: noteOf(first), numbers: members.map(numberOf) }];
  });
}

function noteOf({ recording, fittedFrom, policy }: ValidationRow): string {
  if (fittedFrom === recording) return `${policy}, its own fit`;
  const [run, load] = fittedFrom.split('/');
  return `${policy}, predicted from ${load === recording.split('/')[1] ? run : fittedFrom}`;
}

function numberOf({ observable, part, kernel, low, high, model }: ValidationRow) {
  const scale = observable === 'pending-share' || observable === 'gp-length-share' ? 100 : 1;
  const label = partText(part) || 'all together';
  return { label, kernel: scale * kernel, low: scale * low, high: scale * high, model: scale * model };
}
