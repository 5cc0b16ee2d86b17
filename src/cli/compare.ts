import { Option, type Command } from 'commander';
import { presets } from '../scenario/index.js';
import { choosePolicies } from './choose-policies.js';
import { comparisonCsv } from './compare-csv.js';
import { comparisonJson } from './compare-json.js';
import { comparisonTable } from './compare-table.js';
import { addMeasuredOption, readMeasured, type MeasuredOptions } from './measured-files.js';
import { paintFor } from './paint.js';
import { originOf } from './provenance-text.js';
import { runComparison } from './run-comparison.js';
import { addScenarioOptions, chooseScenario, type ScenarioOptions } from './scenario-options.js';
import { exitCodes, widthOf, type Session } from './terminal.js';
import { wrapText } from './wrap-text.js';

interface CompareOptions extends ScenarioOptions, MeasuredOptions {
  readonly policies?: string;
  readonly json?: boolean;
  readonly csv?: boolean;
  readonly intervals?: boolean;
}

/** Adds `compare`: every policy in the same random world, as a table, JSON or CSV. */
export function addCompare(program: Command, session: Session): void {
  const command = program
    .command('compare')
    .summary("compare what each patch does to a guest's tail latency and to RCU")
    .description('Simulates one random world under each policy and prints what each does to the guest and to RCU.');
  addMeasuredOption(addScenarioOptions(command))
    .option(
      '--policies <ids>',
      'some policies only, a,b,c (`quiescent policies`; a+idle-entry lays that rule over one)',
    )
    .option('--intervals', 'show the 95% interval of each quantile')
    .addOption(new Option('--json', 'print one JSON object (schema: data/schema/compare.schema.json)').conflicts('csv'))
    .option('--csv', 'print CSV, a line for each policy')
    .addHelpText('after', () => afterHelp(Math.min(120, widthOf(session.terminal))))
    .action(async (options: CompareOptions) => {
      session.exitCode = await compare(options, session);
    });
}

async function compare(options: CompareOptions, { terminal }: Session): Promise<number> {
  const { scenario, preset } = chooseScenario(options);
  const policies = choosePolicies(options.policies);
  const measured = readMeasured(options);
  const { comparison, interrupt } = await runComparison(scenario, policies, terminal);
  const { out, err, env } = terminal;
  if (interrupt !== null) err.write(`stopped early; what was measured until then:\n`);
  if (options.json) out.write(`${JSON.stringify(comparisonJson(comparison, measured), null, 2)}\n`);
  else if (options.csv) out.write(comparisonCsv(comparisonJson(comparison, measured)));
  else {
    const origin = originOf(scenario, preset);
    const { intervals = false } = options;
    const layout = { origin, intervals, measured, width: widthOf(terminal), paint: paintFor(out, env) };
    out.write(comparisonTable(comparison, layout));
  }
  return interrupt === null ? exitCodes.done : exitCodes[interrupt];
}

const columnsHelp =
  'Columns: latency of the guest, max first (oslat: every gap in its execution; cyclictest: from timer expiry to handler); wake-ups of rcuc, or RCU softirqs, and where the tick hit; ticks in kernel context, and the share with rcu_pending() true; FP: skipped ticks after which no extended quiescent state came soon (patches.soonUs); FN: wakes just before one; grace periods; sync: synchronize_rcu(); stalls: grace periods over 20 ms, 21 s, and warnings; cost: what a policy adds to a VM exit.';

const fieldsHelp =
  'Fields for --set: `quiescent scenario --describe` lists them with meaning, unit, range and source, `quiescent scenario --describe guest.exits` those of a group. Times may carry their unit: --set host.haltPollNs=50us.';

function afterHelp(width: number): string {
  const column = Math.max(...presets.map(({ name }) => name.length)) + 2;
  return [
    '',
    'Presets:',
    ...presets.map(({ name, title }) => `  ${name.padEnd(column)}${title}`),
    '',
    ...wrapText(columnsHelp, width),
    '',
    ...wrapText(fieldsHelp, width),
    '',
    'Examples:',
    '  quiescent compare --preset hlt-power-saving -d 10m',
    '  quiescent compare --set host.hz=250 patches.patienceMs=5',
    '  quiescent compare --policies mainline,patience,patience+idle-entry,oracle',
    '  quiescent compare --preset cyclictest-200us --measured host=cyclictest.json',
    "  quiescent compare --seed 2 --json | jq '.policies[] | {id, max: .latency.max}'",
    '',
    'Ctrl-C prints what was measured until then and ends with exit code 130.',
  ].join('\n');
}
