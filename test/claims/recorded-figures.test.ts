import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import type { RecordedFigure } from '../../src/claims/index.js';
import { replay } from '../../src/trace/index.js';
import { readRecording } from '../../src/trace/read-recording.js';
import { fixtures, tablePath } from '../trace/recordings.js';
import { claims } from './claims-data.js';

const figures = claims.flatMap(({ id, recordings }) => recordings.map((figure) => ({ id, ...figure })));

/** Counts a figure again in the tables of its recording. */
function counted({ recording, from }: RecordedFigure): { value: number; of: number | null } {
  if (from.table === 'gps') {
    const lengths = gracePeriodJiffies(recording).toSorted((a, b) => a - b);
    const at = from.figure === 'median' ? Math.floor(lengths.length / 2) : lengths.length - 1;
    return { value: lengths[at]!, of: null };
  }
  const { table, meta } = readRecording(tablePath(fixtures, recording));
  const { perCpu, policies } = replay(table, meta);
  if (from.table === 'policies') {
    const { wouldInvoke, ticks } = policies[from.policy]!;
    return { value: wouldInvoke, of: ticks };
  }
  const { invoked, ticks } = perCpu[from.cpu]!.contexts[from.context as 'run_loop']!;
  return { value: invoked, of: ticks };
}

function gracePeriodJiffies(recording: string): number[] {
  const text = gunzipSync(readFileSync(join(fixtures, `${recording}.gps.csv.gz`))).toString('utf8');
  const [header = '', ...rows] = text.trim().split('\n');
  const column = header.split(',').indexOf('jiffies');
  return rows.map((row) => Number(row.split(',')[column]));
}

describe('what recorded kernels say beside the claims', () => {
  it.each(figures)('$id: $says, in $recording', (figure) => {
    expect(counted(figure)).toEqual({ value: figure.value, of: figure.of });
  });
});
