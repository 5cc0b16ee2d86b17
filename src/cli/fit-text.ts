import type { FittedScenario } from '../trace/index.js';
import type { Paint } from './paint.js';
import { oneLine } from './printable.js';
import { wrapText } from './wrap-text.js';

/** Returns a fitted scenario as text: the scenario as JSON, what each part was taken from, what was not identified. */
export function fitText(
  { recording, spec, identified, unidentified }: FittedScenario,
  width: number,
  paint: Paint,
): string {
  const item = (text: string): string[] => wrapText(`  ${oneLine(text)}`, width, '      ');
  return [
    paint('bold', `Scenario of ${oneLine(recording)}`),
    JSON.stringify(spec, null, 2),
    '',
    paint('bold', 'Identified'),
    ...identified.flatMap(({ path, from }) => item(`${path}: ${from}`)),
    '',
    paint('bold', 'Not identified'),
    ...(unidentified.length === 0 ? ['  nothing'] : []),
    ...unidentified.flatMap(({ path, reason, standsIn }) => item(`${path}: ${reason}; in its place: ${standsIn}`)),
    '',
  ].join('\n');
}
