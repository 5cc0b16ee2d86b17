import { Argument, Option, type Command } from 'commander';
import { choosePolicies } from './choose-policies.js';
import { Misuse } from './failure.js';
import { figureNames, type FigureName } from './figure-names.js';
import { addMeasuredOption, readMeasured, type MeasuredOptions } from './measured-files.js';
import { runComparison } from './run-comparison.js';
import { addScenarioOptions, chooseScenario, type ScenarioOptions } from './scenario-options.js';
import { exitCodes, type Session } from './terminal.js';

interface PlotOptions extends ScenarioOptions, MeasuredOptions {
  readonly policies?: string;
  readonly width?: string;
}

/** Adds `plot`: a figure of a comparison, as SVG. */
export function addPlot(program: Command, session: Session): void {
  const command = program
    .command('plot')
    .summary('draw a comparison as SVG')
    .description('Simulates like `compare` and writes a figure to stdout, with the provenance of its numbers in it.')
    .addArgument(new Argument('[figure]', 'which figure').choices(figureNames).default('tail'));
  addMeasuredOption(addScenarioOptions(command))
    .option('--policies <ids>', 'some policies only, a,b,c')
    .addOption(new Option('--width <px>', 'width of the figure [px]').default('960'))
    .addHelpText('after', examples)
    .action(async (figure: FigureName, options: PlotOptions) => {
      if (options.measured !== undefined && figure !== 'tail') {
        throw new Misuse([`the figure tail expected with --measured: ${figure}`]);
      }
      session.exitCode = await plot(figure, options, session);
    });
}

const examples = `
Examples:
  quiescent plot tail --preset migration > migration.svg
  quiescent plot tail --preset cyclictest-200us --measured host=cyclictest.json > beside.svg

Of a recorded kernel: quiescent replay X.trace --plot`;

async function plot(name: FigureName, options: PlotOptions, { terminal }: Session): Promise<number> {
  const { scenario } = chooseScenario(options);
  const policies = choosePolicies(options.policies);
  const measured = readMeasured(options);
  const { comparison, interrupt } = await runComparison(scenario, policies, terminal);
  if (interrupt !== null) terminal.err.write('stopped early; the figure shows what was measured until then\n');
  // What draws is large, and most commands draw nothing.
  const { drawComparison } = await import('./draw-comparison.js');
  terminal.out.write(`${drawComparison(name, comparison, measured, options.width)}\n`);
  return interrupt === null ? exitCodes.done : exitCodes[interrupt];
}
