import { defineConfig } from 'vitest/config';

/** The folder of src that is mutated; its own tests and the frozen results have to notice. */
const mutated = process.env['MUTATED'] ?? '*';

export default defineConfig({
  test: {
    environment: 'node',
    include: [`test/${mutated}/**/*.test.ts`, 'test/frozen/**/*.test.ts'],
    exclude: ['test/record/other-process.test.ts'],
    testTimeout: 60_000,
  },
});
