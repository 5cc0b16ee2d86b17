import { readFileSync } from 'node:fs';
import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** The folder of src that is mutated: its own tests and the frozen results have to notice. */
const mutated = process.env['MUTATED'];

/** What a test imports that simulates whole worlds. */
const simulates = /\/(comparison|timeline|compared|run-alone)\.js'/;

/** Tests that simulate come last: most mutants die before. */
class SimulationsLast extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const costly = files.filter(({ moduleId }) => simulates.test(readFileSync(moduleId, 'utf8')));
    return [...files.filter((file) => !costly.includes(file)), ...costly];
  }
}

export default defineConfig({
  test: {
    environment: 'node',
    include: [`test/${mutated}/**/*.test.ts`, 'test/frozen/**/*.test.ts'],
    exclude: ['test/record/other-process.test.ts'],
    testTimeout: 600_000,
    sequence: { sequencer: SimulationsLast },
  },
});
