import { describe, expect, it } from 'vitest';
import { installationPlan, missingNeeds, needs } from './system.mjs';

const without = (...files: string[]) => missingNeeds((file) => !files.includes(file));
const nobody = { root: false, sudo: false, apt: true };

describe('the set-up of the system', () => {
  it('does nothing where everything is there', () => {
    expect(installationPlan(without(), nobody)).toEqual({ kind: 'ready' });
  });

  it('installs as root just the packages that are missing, after an update', () => {
    expect(installationPlan(without('/usr/bin/chromium', '/usr/bin/gcc'), { ...nobody, root: true })).toEqual({
      kind: 'install',
      commands: [
        ['apt-get', 'update'],
        [
          'env',
          'DEBIAN_FRONTEND=noninteractive',
          'apt-get',
          'install',
          '-y',
          '--no-install-recommends',
          'chromium',
          'gcc',
        ],
      ],
    });
  });

  it('installs through sudo where that asks for no password', () => {
    const missing = without('/usr/bin/chromium');
    const plan = installationPlan(missing, { ...nobody, sudo: true });
    const asRoot = installationPlan(missing, { ...nobody, root: true });
    expect(plan).toEqual({
      kind: 'install',
      commands: asRoot.kind === 'install' ? asRoot.commands.map((command) => ['sudo', '-n', ...command]) : [],
    });
  });

  it('stops with the exact line to type where it may not install', () => {
    const plan = installationPlan(without('/usr/bin/chromium'), nobody);
    expect(plan).toEqual({
      kind: 'stop',
      message:
        'the tests need chromium, and only root may install packages; type: sudo apt-get update && ' +
        'sudo env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends chromium',
    });
  });

  it('stops with the list of what is missing where there is no apt-get, even for root', () => {
    const plan = installationPlan(without('/usr/bin/gcc'), { root: true, sudo: true, apt: false });
    expect(plan).toEqual({ kind: 'stop', message: 'this is not Debian (no apt-get): bring these yourself: gcc' });
  });

  it('misses each need alone when its file is not there', () => {
    expect(needs.map(({ file }) => without(file))).toEqual(needs.map((need) => [need]));
  });
});
