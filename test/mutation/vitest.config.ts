import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** The folder of src that is mutated: its own tests and the frozen results have to notice. */
const mutated = process.env['MUTATED'];

/** Whole simulations come last: most mutants die before. */
class FrozenLast extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const frozen = ({ moduleId }: TestSpecification) => moduleId.includes('/test/frozen/');
    return [...files.filter((file) => !frozen(file)), ...files.filter(frozen)];
  }
}

export default defineConfig({
  test: {
    environment: 'node',
    include: [`test/${mutated}/**/*.test.ts`, 'test/frozen/**/*.test.ts'],
    exclude: ['test/record/other-process.test.ts'],
    testTimeout: 600_000,
    sequence: { sequencer: FrozenLast },
  },
});
