import { outcomes, type Measure, type Outcome, type SensitivityRow, type TestedCase } from '../claims/index.js';
import type { JudgedClaim } from './judged-claim.js';
import { grouped } from './number-text.js';
import type { Paint, Style } from './paint.js';
import { wrapText } from './wrap-text.js';

/** How claims are laid out. */
export interface ClaimsTextOptions {
  /** With all that was measured, not only what decided. */
  readonly full: boolean;
  /** [characters] */
  readonly width: number;
  readonly paint: Paint;
}

const styles: Readonly<Record<Outcome, Style>> = {
  holds: 'green',
  'holds under conditions': 'yellow',
  refuted: 'red',
  'not decidable here': 'dim',
};

const indent = ' '.repeat(5);

/** Returns the claims as text, a paragraph each, and how many stand in which way. */
export function claimsText(judged: readonly JudgedClaim[], options: ClaimsTextOptions): string {
  const { full, width } = options;
  const paragraphs = judged.map((each) => (full ? wholeClaim(each, options) : shortClaim(each, options)));
  const countOf = (outcome: Outcome): number => judged.filter(({ result }) => result.verdict === outcome).length;
  const summary = `Of ${judged.length}: ${outcomes.map((outcome) => `${outcome} ${countOf(outcome)}`).join(', ')}.`;
  return `${[...paragraphs, wrapText(summary, width)].map((lines) => lines.join('\n')).join('\n\n')}\n`;
}

function shortClaim({ claim, result }: JudgedClaim, { width, paint }: ClaimsTextOptions): string[] {
  const { verdict, cases, interval, sensitivity } = result;
  const plain = cases.length === 1 && cases[0]?.holds !== null;
  const flips = sensitivity.filter((row) => row.flips).map(({ path }) => path);
  return [
    heading(claim.id, verdict, paint),
    ...indented(claim.claim, width),
    ...(plain ? indented(measureText(interval), width) : cases.flatMap((each) => caseLines(each, width))),
    ...(flips.length > 0 ? indented(`would change with: ${flips.join(', ')}`, width) : []),
  ];
}

/** A case and the number that decided it. */
function caseLines({ where, holds, measured }: TestedCase, width: number): string[] {
  const number = measured[0] === undefined ? '' : `: ${measureText(measured[0])}`;
  return indented(`- ${answerText(holds)} ${where}${number}`, width, '  ');
}

function answerText(holds: TestedCase['holds']): string {
  return holds === null ? 'left open' : holds ? 'holds' : 'fails';
}

function wholeClaim({ claim, result }: JudgedClaim, { width, paint }: ClaimsTextOptions): string[] {
  const { verdict, cases, sensitivity } = result;
  const title = (text: string): string[] => indented(text, width, '  ').map((line) => paint('bold', line));
  return [
    heading(claim.id, verdict, paint),
    ...indented(claim.claim, width),
    ...indented(`${claim.author}, ${claim.date} (${claim.source})`, width).map((line) => paint('dim', line)),
    ...indented(`To refute it: ${claim.refutedBy}`, width, '  '),
    ...(claim.beyond === undefined ? [] : indented(`Beyond the model: ${claim.beyond}`, width, '  ')),
    ...cases.flatMap(({ where, holds, measured }) => [
      ...title(`${answerText(holds)} ${where}`),
      ...measured.flatMap((measure) => indented(`  ${measureText(measure)}`, width, '    ')),
    ]),
    ...(sensitivity.length > 0 ? title('with an assumed number halved, and doubled') : []),
    ...sensitivity.flatMap((row) => indented(`  ${rowText(row)}`, width, '    ')),
    ...(claim.recordings.length > 0 ? title('recorded kernels') : []),
    ...claim.recordings.flatMap(({ recording, says, value, of }) =>
      indented(`  ${grouped(value)}${of === null ? '' : ` of ${grouped(of)}`} ${says} (${recording})`, width, '    '),
    ),
  ];
}

function heading(id: string, verdict: Outcome, paint: Paint): string {
  return `${paint('bold', id.padEnd(indent.length))}${paint(styles[verdict], verdict)}`;
}

/** Returns the lines of a text, all indented; leading spaces of the text indent its first line further. */
function indented(text: string, width: number, hanging = ''): string[] {
  const words = text.trimStart();
  const first = indent + ' '.repeat(text.length - words.length);
  const lines = wrapText(words, width - Math.max(first.length, indent.length + hanging.length));
  return lines.map((line, i) => (i === 0 ? first : indent + hanging) + line);
}

function measureText({ what, unit, value, low, high }: Measure): string {
  if (value === null) return `nothing to measure: ${what}`;
  const range = low === high ? '' : ` [${significant(low)}, ${significant(high)}]`;
  const counted = unit === '' ? '' : unit === 'share' ? ' share:' : ` ${unit}`;
  return `${significant(value)}${range}${counted} ${what}`;
}

function rowText({ path, low, high, flips }: SensitivityRow): string {
  const end = ({ value }: SensitivityRow['low']): string => (value === null ? '-' : significant(value));
  if (!flips) return `${path}: ${end(low)}, ${end(high)}`;
  return `${path}: ${end(low)}, ${end(high)}; CHANGES to ${low.verdict} and ${high.verdict}`;
}

/** Returns a number with three digits that say something, or all of those before the point. */
function significant(value: number): string {
  return Math.abs(value) >= 1000 ? grouped(Math.round(value)) : String(Number(value.toPrecision(3)));
}
