import { describe, expect, it } from 'vitest';
import type { ScenarioSpec } from '../../../src/scenario/index.js';
import { fitScenario } from '../../../src/trace/index.js';
import { plantedMeta, plantedParts, plantedRun, plantedSpec } from './planted-run.js';

const meta = { ...plantedMeta, guest_args: 'hlt tickdep=1', result: 'RESULT mode=hlt secs=6.0 guest_exits=3700' };

/** Returns how a guest that halts for longer than a tick is found to idle. */
function foundIdle(idle: 'halt' | 'cstates') {
  const length = { medianUs: 1187, p99Us: 1300 };
  const spec = {
    ...plantedSpec,
    host: { ...plantedSpec.host, idle },
    guest: { ...plantedSpec.guest, hlt: { workUs: 313, length } },
  } satisfies ScenarioSpec;
  const { spec: found, identified } = fitScenario(plantedRun(plantedParts(spec, meta)));
  return { idle: found.host?.idle, from: identified.find(({ path }) => path === 'host.idle')?.from };
}

describe('the fit of a guest that halts for longer than a tick', () => {
  it('finds idle by HLT where the first tick of each stay comes in idle', () => {
    expect(foundIdle('halt').idle).toBe('halt');
  });

  it('finds a governor where the tick stops at once', () => {
    expect(foundIdle('cstates').idle).toBe('cstates');
  });

  it('counts the edges in idle and those of them that had a tick', () => {
    const { from } = foundIdle('halt');
    const [ticking, edges] = (from ?? '').match(/\d+/g)?.map(Number) ?? [];
    expect(ticking).toBeGreaterThan(2000);
    expect(edges).toBeGreaterThan(ticking!);
  });

  it('says nothing of idle where the guest never idles', () => {
    expect(fitScenario(plantedRun(plantedParts(plantedSpec))).spec.host?.idle).toBeUndefined();
  });
});
