import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { Worker } from 'node:worker_threads';
import { describe, expect, it } from 'vitest';
import { compare } from '../../src/record/comparison.js';
import { presets, scenario } from '../../src/scenario/index.js';

const library = new URL('../../dist/index.js', import.meta.url).href;
const names = presets.map(({ name }) => name);
const run = { durationSec: 0.25, warmupSec: 0.05, seed: 11 } as const;

/** What the built library computes elsewhere: the digest of each preset, as JSON. */
const program = `
  import(${JSON.stringify(library)}).then(({ compare, scenario }) => {
    const run = ${JSON.stringify(run)};
    const digests = ${JSON.stringify(names)}.map((name) => compare(scenario({ run }, name)).digest);
    report(JSON.stringify(digests));
  });
`;

describe('the same scenarios have the same digests', () => {
  const here = names.map((name) => compare(scenario({ run }, name)).digest);

  it('in another process, which runs the built library', async () => {
    const { stdout } = await promisify(execFile)(process.execPath, ['-e', `const report = console.log;${program}`]);
    expect(JSON.parse(stdout)).toEqual(here);
  });

  it('in a worker thread, which runs the built library', async () => {
    const worker = new Worker(
      `const { parentPort } = require('node:worker_threads'); const report = (text) => parentPort.postMessage(text);${program}`,
      { eval: true },
    );
    const text = await new Promise<string>((resolve, reject) => worker.once('message', resolve).once('error', reject));
    await worker.terminate();
    expect(JSON.parse(text)).toEqual(here);
  });
});
