import { Argument, Option, type Command } from 'commander';
import {
  gracePeriodFigure,
  tailFigure,
  windowsFigure,
  type FigureElement,
  type FigureOptions,
} from '../plots/index.js';
import type { Comparison } from '../record/index.js';
import { gracePeriodDistributions, provenanceOf, tailCurves, wakesByWindow } from '../tables/index.js';
import { choosePolicies } from './choose-policies.js';
import { Misuse } from './failure.js';
import { fileFigure } from './figure-options.js';
import { measuredCurves } from './measured-curves.js';
import { addMeasuredOption, readMeasured, type MeasuredOptions, type MeasuredRow } from './measured-files.js';
import { runComparison } from './run-comparison.js';
import { addScenarioOptions, chooseScenario, type ScenarioOptions } from './scenario-options.js';
import { exitCodes, type Session } from './terminal.js';

interface PlotOptions extends ScenarioOptions, MeasuredOptions {
  readonly policies?: string;
  readonly width?: string;
}

type Draw = (
  comparison: Comparison,
  options: FigureOptions<FigureElement>,
  measured: readonly MeasuredRow[],
) => FigureElement;

/** The figures, by the name on the command line. */
const figures: Readonly<Record<string, Draw>> = {
  tail: (comparison, options, measured) => {
    const { instrument } = comparison.scenario.guest;
    return tailFigure([...tailCurves(comparison), ...measuredCurves(measured, instrument)], options);
  },
  'grace-periods': (comparison, options) => gracePeriodFigure(gracePeriodDistributions(comparison), options),
  windows: (comparison, options) => windowsFigure(wakesByWindow(comparison), options),
};

/** Adds `plot`: a figure of a comparison, as SVG. */
export function addPlot(program: Command, session: Session): void {
  const command = program
    .command('plot')
    .summary('draw a comparison as SVG')
    .description('Simulates like `compare` and writes a figure to stdout, with the provenance of its numbers in it.')
    .addArgument(new Argument('[figure]', 'which figure').choices(Object.keys(figures)).default('tail'));
  addMeasuredOption(addScenarioOptions(command))
    .option('--policies <ids>', 'some policies only, a,b,c')
    .addOption(new Option('--width <px>', 'width of the figure [px]').default('960'))
    .addHelpText('after', examples)
    .action(async (figure: string, options: PlotOptions) => {
      if (options.measured !== undefined && figure !== 'tail') {
        throw new Misuse([`the figure tail expected with --measured: ${figure}`]);
      }
      session.exitCode = await plot(figures[figure] as Draw, options, session);
    });
}

const examples = `
Examples:
  quiescent plot tail --preset migration > migration.svg
  quiescent plot tail --preset cyclictest-200us --measured host=cyclictest.json > beside.svg

Of a recorded kernel: quiescent replay X.trace --plot`;

async function plot(draw: Draw, options: PlotOptions, { terminal }: Session): Promise<number> {
  const { scenario } = chooseScenario(options);
  const policies = choosePolicies(options.policies);
  const measured = readMeasured(options);
  const { comparison, interrupt } = await runComparison(scenario, policies, terminal);
  if (interrupt !== null) terminal.err.write('stopped early; the figure shows what was measured until then\n');
  const figure = draw(comparison, { ...fileFigure(options.width), provenance: provenanceOf(comparison) }, measured);
  terminal.out.write(`${figure.outerHTML}\n`);
  return interrupt === null ? exitCodes.done : exitCodes[interrupt];
}
