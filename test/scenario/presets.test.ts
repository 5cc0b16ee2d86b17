import { describe, expect, it } from 'vitest';
import { canonicalJson, contentHash, presetByName, presetNames, presets, scenario } from '../../src/scenario/index.js';

/**
 * A change here changes what a preset, and every link over it, means: it needs "Results-change: yes" and a line in
 * CHANGELOG.md.
 */
const frozen = '../frozen/scenarios.json';

const totalExits = (name: string) =>
  Object.values(scenario({}, name).guest.exits).reduce((sum, { ratePerSec }) => sum + ratePerSec, 0);

describe('presets', () => {
  it('are valid, every one', () => {
    expect(presets.map(({ name }) => scenario({}, name).run.seed)).toEqual(presets.map(() => 1));
  });

  it('hash to what was frozen', async () => {
    const hashes = presets.map(({ name }) => [name, contentHash(canonicalJson(scenario({}, name)))]);
    await expect(`${JSON.stringify(Object.fromEntries(hashes), null, 2)}\n`).toMatchFileSnapshot(frozen);
  });

  it('are as many as there are names, in the same order, the discussion first', () => {
    expect(presets.map(({ name }) => name)).toEqual([...presetNames]);
    expect(presets[0]?.name).toBe('discussion');
    for (const preset of presets) expect(presetByName(preset.name)).toBe(preset);
    expect(presetByName('toString')).toBeUndefined();
  });

  it('say in one sentence what they show', () => {
    for (const { shows } of presets) expect(shows).toMatch(/^[A-Z][^.]+(\.\d[^.]*)*\.$/);
  });
});

describe('the discussion', () => {
  it('is the host of its first message: PREEMPT_RT, nohz_full, the vCPU below rcuc', () => {
    const { host } = scenario();
    expect(host).toMatchObject({ preemption: 'rt', isolation: 'nohz_full', rcuNocbs: true, rcuCore: 'rcuc' });
    expect(host.vcpuPriority).toBeLessThan(host.rcucPriority);
  });

  it('exits as often as the entries counted on 2024-06-20: 58.7 to 61.4 million an hour', () => {
    expect(totalExits('discussion') * 3600).toBeGreaterThan(58.7e6);
    expect(totalExits('discussion') * 3600).toBeLessThan(61.4e6);
  });

  it('has nothing besides RCU that takes the vCPU away for long', () => {
    const { guest, softirq, vcpu } = scenario();
    expect([guest.exits.heavy.ratePerSec, guest.hlt.ratePerSec, vcpu.preemption.ratePerSec]).toEqual([0, 0, 0]);
    expect(Math.max(guest.userspace.p99Us, softirq.length.p99Us)).toBeLessThan(20);
  });
});

describe('other presets', () => {
  it('busy-poll exits fewer than ten times a second', () => {
    expect(totalExits('busy-poll')).toBeLessThan(10);
  });

  it('quiet asks for no grace period, but ticks and exits', () => {
    const { gracePeriods, ticks } = scenario({}, 'quiet');
    expect([gracePeriods.requestsPerSec, gracePeriods.callbacksPerSec, gracePeriods.thinkMs]).toEqual([0, 0, null]);
    expect(ticks.timersPerSec * totalExits('quiet')).toBeGreaterThan(0);
  });

  it('recorded-h1000 has the command line of the recordings', () => {
    const { gracePeriods, guest, host, ticks } = scenario({}, 'recorded-h1000');
    expect(host).toMatchObject({ hz: 1000, cpus: 2, virtualization: 'svm', rcucPriority: 11, vcpuPriority: 1 });
    expect(gracePeriods).toMatchObject({ thinkMs: 20, othersIdle: 0, backToBack: false });
    expect([ticks.keptOn, guest.instrument, totalExits('recorded-h1000')]).toEqual([true, 'oslat', 0]);
  });

  it('long-softirq holds softirqs of minutes that nothing cuts', () => {
    const { softirq } = scenario({}, 'long-softirq');
    expect(softirq.oneHandler && softirq.length.p99Us >= 3e7).toBe(true);
  });
});
