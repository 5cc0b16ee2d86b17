import { policies } from '../policies/index.js';
import { fieldGroups, fields } from '../scenario/index.js';
import { wrapText } from './wrap-text.js';

const wayOfReading = [
  "Units: latency in us, grace periods in ms, rates a second. Durations carry their unit (90s, 10m, 200us); a field's name ends in its unit (haltPollNs, patienceMs), and so does every column of CSV.",
  'A result is a function of scenario, seed and version: an equal digest is an equal result, on every machine.',
  'Exit codes: 0 done; 1 the answer is no (explain found no such sample, replay --check found a disagreement); 2 the command line, a scenario or a file is wrong, a line on stderr for each problem; 130 stopped by Ctrl-C, what was known is printed.',
];

/**
 * Returns what the help of the whole program says after its commands.
 *
 * @param width - [characters]
 */
export function helpAfter(width: number): string {
  const groups = fieldGroups.filter(({ path }) => !path.includes('.'));
  const indent = ' '.repeat(Math.max(...groups.map(({ path }) => path.length)) + 4);
  const list = groups.flatMap(({ path, meaning }) => {
    const count = fields.filter((field) => field.path.startsWith(`${path}.`)).length;
    return wrapText(`  ${path}`.padEnd(indent.length - 1) + ` ${sentence(meaning)} ${count} fields.`, width, indent);
  });
  return [
    '',
    'Examples:',
    `  quiescent compare                all ${policies.length} policies on the discussion's own host, in some seconds`,
    '  quiescent compare --preset migration -d 10m --json',
    '  quiescent compare --set host.hz=250 patches.patienceMs=5 --policies mainline,patience,oracle',
    '  quiescent explain --policy patience --worst',
    '  quiescent replay data/recordings/H1000_v0/spin_dep.trace.gz',
    '  quiescent fit data/recordings/H1000_v0/spin_dep.trace.gz --check',
    '  quiescent record > record.sh     the commands that record a host of your own, to be read, then run there',
    '  quiescent claims H23             put a claim of the discussion to the test',
    '  quiescent start                  the comparison, then the page with the sliders on 127.0.0.1',
    '',
    'Groups of fields of a scenario (quiescent scenario --describe GROUP lists them, --set GROUP.field=value sets one):',
    ...list,
    ...wayOfReading.flatMap((paragraph) => ['', ...wrapText(paragraph, width)]),
  ].join('\n');
}

/** What a group is about: its first sentence, without the group's own name before a colon. */
function sentence(meaning: string): string {
  const first = meaning.split(/\.(?: |$)/)[0] ?? '';
  const about = first.slice(first.indexOf(': ') < 0 ? 0 : first.indexOf(': ') + 2);
  return `${about.charAt(0).toUpperCase()}${about.slice(1)}.`;
}
