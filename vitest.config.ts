import { defineConfig } from 'vitest/config';

/** Folders whose tests start processes, Jupyter kernels or browsers: they run after the others, one file at a time. */
const faces = ['bench', 'browser', 'cli', 'jupyter', 'notebooks'].map((folder) => `test/${folder}/**/*.test.ts`);

export default defineConfig({
  test: {
    environment: 'node',
    dir: 'test',
    passWithNoTests: false,
    allowOnly: false,
    projects: [
      {
        test: {
          name: 'library',
          include: ['test/**/*.test.ts'],
          exclude: faces,
          testTimeout: 20_000,
          sequence: { groupOrder: 0 },
        },
      },
      {
        test: {
          name: 'faces',
          include: faces,
          testTimeout: 120_000,
          hookTimeout: 120_000,
          fileParallelism: false,
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
});
