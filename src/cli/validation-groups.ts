import { partText, type ValidationRow } from '../trace/index.js';

/** The rows of one comparison. */
export interface ValidationGroup {
  readonly title: string;
  readonly rows: readonly ValidationRow[];
}

/** Returns the rows by comparison, in their order. */
export function validationGroups(rows: readonly ValidationRow[]): ValidationGroup[] {
  const groups = new Map<string, ValidationRow[]>();
  for (const row of rows) {
    const key = `${row.fittedFrom} > ${row.recording}`;
    groups.set(key, [...(groups.get(key) ?? []), row]);
  }
  return [...groups.values()].map((members) => ({ title: titleOf(members), rows: members }));
}

function titleOf(rows: readonly ValidationRow[]): string {
  const [first] = rows;
  if (first === undefined) return '';
  const { recording, fittedFrom, policy, timing } = first;
  const origin = fittedFrom === recording ? 'its own fit' : `predicted from ${fittedFrom}`;
  const inside = rows.filter((row) => row.inside).length;
  return `${recording} (${policy}), ${origin}, ${timingWords[timing]}: ${inside} of ${rows.length} inside`;
}

const timingWords = {
  virtual: 'virtual time',
  'virtual-frozen': 'virtual time with frozen CPUs',
  own: 'own time',
  stalls: 'stalls of the host',
} as const;

const observableWords = {
  'pending-share': 'rcu_pending()=1',
  'wakes-per-sec': 'wakes of rcuc /s',
  'wakes-per-gp': 'wakes of rcuc a GP',
  'gp-length-share': 'GPs of',
  'gp-mean-jiffies': 'mean GP [jiffies]',
} as const;

/** A row in words. */
export interface ValidationWords {
  readonly what: string;
  readonly kernel: string;
  readonly interval: string;
  readonly model: string;
}

/** Returns a row in words: shares in percent, rates and means as they are. */
export function validationWords({ observable, part, kernel, low, high, model }: ValidationRow): ValidationWords {
  const isShare = observable === 'pending-share' || observable === 'gp-length-share';
  const number = (value: number): string => (isShare ? `${(100 * value).toFixed(1)}%` : value.toFixed(2));
  const words = partText(part);
  return {
    what: [observableWords[observable], words]
      .filter((each) => each !== '')
      .join(observable === 'gp-length-share' ? ' ' : ', '),
    kernel: number(kernel),
    interval: `${number(low)}..${number(high)}`,
    model: number(model),
  };
}
