import { readFileSync } from 'node:fs';
import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** The folder of src that is mutated: its own tests have to notice, and the frozen results where it makes them. */
const mutated = process.env['MUTATED'];
const folders = mutated === 'record' ? [mutated] : [mutated, 'frozen'];

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
    include: folders.map((folder) => `test/${folder}/**/*.test.ts`),
    exclude: ['test/record/other-process.test.ts'],
    setupFiles: ['test/mutation/first-failure.ts'],
    testTimeout: 600_000,
    sequence: { sequencer: SimulationsLast },
  },
});
