import { fieldAt, fieldGroups } from './fields.js';
import type { Rule } from './rule.js';
import type { Scenario } from './schema.js';
import { valueAt } from './spec-tree.js';

/** A 99th percentile further from the median makes a lognormal tail of years. */
const widest = 1000;

/** Every spread is in order: the 99th percentile not below the median, and not absurdly far above it. */
export const spreadRules: readonly Rule[] = fieldGroups.flatMap(({ path }): Rule[] => {
  const unit = ['Us', 'Ms'].find((each) => fieldAt(`${path}.median${each}`) !== undefined);
  if (unit === undefined) return [];
  const paths = [`${path}.p99${unit}`, `${path}.median${unit}`];
  const [p99, median] = paths.map((each) => (scenario: Scenario) => Number(valueAt(scenario, each))) as [
    Reader,
    Reader,
  ];
  return [
    {
      paths,
      holds: (scenario) => p99(scenario) >= median(scenario),
      words: (scenario) => ({
        cause: '99th percentile below the median',
        expected: `${median(scenario)} or more`,
        wayOut: `raise it, or lower ${paths[1]}`,
      }),
    },
    {
      paths,
      holds: (scenario) => p99(scenario) <= median(scenario) * widest,
      words: (scenario) => ({
        cause: '99th percentile too far above the median',
        expected: `at most ${widest} times the median, ${median(scenario) * widest},`,
        wayOut: `lower it, or raise ${paths[1]}`,
      }),
    },
  ];
});

type Reader = (scenario: Scenario) => number;
