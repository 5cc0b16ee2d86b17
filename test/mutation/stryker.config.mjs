// @ts-check
import { output } from './mutated.mjs';

/** The folder of src that is mutated, or one of its files; set by mutation.mjs. */
const { MUTATED: folder = '', MUTATE: files = '' } = process.env;

export default {
  plugins: ['@stryker-mutator/vitest-runner'],
  testRunner: 'vitest',
  vitest: { configFile: 'test/mutation/vitest.config.ts', related: false },
  coverageAnalysis: 'perTest',
  mutate: [files],
  ignorePatterns: ['dist', '.site', '.test-output', 'notebooks'],
  tempDirName: `${output}/sandbox`,
  incremental: true,
  incrementalFile: `${output}/${folder}-incremental.json`,
  jsonReporter: { fileName: `${output}/${folder}.json` },
  reporters: ['json', 'clear-text', 'progress-append-only'],
  clearTextReporter: { allowColor: false, logTests: false, reportTests: false, reportScoreTable: false },
  concurrency: 2,
  dryRunTimeoutMinutes: 20,
  timeoutMS: 30_000,
  timeoutFactor: 3,
  allowConsoleColors: false,
};
