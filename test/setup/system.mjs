// @ts-check
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { pathToFileURL } from 'node:url';

/**
 * What the tests need from Debian: a file that shows that it is there, and the packages that bring it.
 *
 * @type {readonly { what: string, file: string, packages: readonly string[] }[]}
 */
export const needs = [
  { what: 'jupyter', file: '/usr/bin/jupyter', packages: ['jupyter-core', 'jupyter-client'] },
  { what: 'jupyter nbconvert', file: '/usr/bin/jupyter-nbconvert', packages: ['jupyter-nbconvert'] },
  { what: 'jupyter notebook', file: '/usr/bin/jupyter-notebook', packages: ['jupyter-notebook'] },
  { what: 'jupyter kernelspec', file: '/usr/bin/jupyter-kernelspec', packages: ['jupyter-client'] },
  { what: 'nbclient', file: '/usr/lib/python3/dist-packages/nbclient', packages: ['python3-nbclient'] },
  { what: 'chromium', file: '/usr/bin/chromium', packages: ['chromium'] },
  { what: 'DejaVu Sans', file: '/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf', packages: ['fonts-dejavu-core'] },
  { what: 'gcc', file: '/usr/bin/gcc', packages: ['gcc'] },
  { what: 'the C library headers', file: '/usr/include/stdio.h', packages: ['libc6-dev'] },
  { what: 'SimPy', file: '/usr/lib/python3/dist-packages/SimPy', packages: ['python3-simpy'] },
];

/**
 * Returns the needs that are not met.
 *
 * @param {(file: string) => boolean} exists
 */
export function missingNeeds(exists) {
  return needs.filter(({ file }) => !exists(file));
}

/**
 * Returns how to meet the needs: nothing to do, commands to run, or, where nobody may run them unasked, a line to type.
 *
 * @param {ReturnType<typeof missingNeeds>} missing
 * @param {{ root: boolean, sudo: boolean, apt: boolean }} rights - sudo: works without a password
 * @returns {{ kind: 'ready' } | { kind: 'install', commands: string[][] } | { kind: 'stop', message: string }}
 */
export function installationPlan(missing, { root, sudo, apt }) {
  if (missing.length === 0) return { kind: 'ready' };
  const install = [
    'env',
    'DEBIAN_FRONTEND=noninteractive',
    'apt-get',
    'install',
    '-y',
    '--no-install-recommends',
  ].concat([...new Set(missing.flatMap(({ packages }) => packages))].toSorted());
  const update = ['apt-get', 'update'];
  const what = missing.map((need) => need.what).join(', ');
  if (!apt) return { kind: 'stop', message: `this is not Debian (no apt-get): bring these yourself: ${what}` };
  if (root) return { kind: 'install', commands: [update, install] };
  if (sudo) return { kind: 'install', commands: [update, install].map((command) => ['sudo', '-n', ...command]) };
  const line = `sudo ${update.join(' ')} && sudo ${install.join(' ')}`;
  return { kind: 'stop', message: `the tests need ${what}, and only root may install packages; type: ${line}` };
}

/**
 * Returns the reasons why the system cannot run the tests: none once everything is there, installed now if need be.
 *
 * @param {(line: string) => void} [say] - told what is being installed
 * @returns {string[]}
 */
export function setUpSystem(say = () => {}) {
  const plan = installationPlan(missingNeeds(existsSync), {
    root: process.getuid?.() === 0,
    sudo: spawnSync('sudo', ['-n', 'true'], { stdio: 'ignore' }).status === 0,
    apt: existsSync('/usr/bin/apt-get'),
  });
  if (plan.kind === 'ready') return [];
  if (plan.kind === 'stop') return [plan.message];
  for (const [program = '', ...args] of plan.commands) {
    say([program, ...args].join(' '));
    const { status, stderr, error } = spawnSync(program, args, {
      stdio: ['ignore', 'ignore', 'pipe'],
      encoding: 'utf8',
    });
    if (status !== 0) {
      return [`installation failed: ${error?.message ?? stderr.trim()}: ${[program, ...args].join(' ')}`];
    }
  }
  return missingNeeds(existsSync).map(({ what, file }) => `still missing after the installation: ${what} (${file})`);
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const problems = setUpSystem((line) => process.stdout.write(`${line}\n`));
  for (const problem of problems) process.stderr.write(`${problem}\n`);
  process.exitCode = problems.length > 0 ? 1 : 0;
}
