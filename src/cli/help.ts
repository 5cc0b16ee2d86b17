import { policies } from '../policies/index.js';
import { fieldGroups, fields } from '../scenario/index.js';

/** Returns what the help of the whole program says after its commands. */
export function helpAfter(): string {
  const groups = fieldGroups.filter(({ path }) => !path.includes('.'));
  const width = Math.max(...groups.map(({ path }) => path.length)) + 2;
  const list = groups.map(({ path, meaning }) => {
    const count = fields.filter((field) => field.path.startsWith(`${path}.`)).length;
    return `  ${path.padEnd(width)}${sentence(meaning)} ${count} fields.`;
  });
  return `
Examples:
  quiescent compare                         all ${policies.length} policies on the discussion's own host, in some seconds
  quiescent compare --preset migration -d 10m --json
  quiescent compare --set host.hz=250 guest.exits.msr.ratePerSec=5000 --policies mainline,patience,oracle
  quiescent explain --policy patience --worst
  quiescent replay data/recordings/H1000_v0/spin_dep.ticks.csv.gz
  quiescent start                           the comparison, then the page with the sliders on 127.0.0.1

Groups of a scenario's fields (quiescent scenario --describe GROUP lists them, --set GROUP.field=value sets one):
${list.join('\n')}

Units: latency in us, grace periods in ms, both from simulated time; rates a second of wall time. Durations are written
with their unit (90s, 10m, 200us); a field's name ends in its unit (haltPollNs, patienceMs), and so does every column.

A result is a function of scenario, seed and version: an equal digest is an equal result, on every machine.

Exit codes: 0 done; 1 the answer is no (explain found no such sample, replay --check found a disagreement); 2 the command
line, a scenario or a file is wrong, with a line on stderr for each problem; 130 stopped by Ctrl-C, what was known is printed.`;
}

/** The first sentence, short enough for a line. */
function sentence(meaning: string): string {
  return `${meaning.split(/[.:](?: |$)/)[meaning.includes(': ') ? 1 : 0]?.replace(/^./, (first) => first.toUpperCase())}.`;
}
