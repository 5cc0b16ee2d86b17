import { describe, expect, it } from 'vitest';
import { runClaims } from '../../src/claims/index.js';
import type { ScenarioSpec } from '../../src/scenario/index.js';

const busyMs = 120_000;

/** A world laid over every host of an experiment in which the claim must stand otherwise than it does. */
const plants: readonly { id: string; where: string; plant: ScenarioSpec; verdict: string }[] = [
  { id: 'H2', where: 'no grace periods', plant: { gracePeriods: { requestsPerSec: 0 } }, verdict: 'refuted' },
  { id: 'H3', where: 'a window of one tick', plant: { patches: { lastGuestExitWindowMs: 1 } }, verdict: 'refuted' },
  {
    id: 'H7',
    where: 'exits that are short',
    plant: { guest: { exits: { heavy: { ratePerSec: 0 } } } },
    verdict: 'refuted',
  },
  {
    id: 'H22',
    where: 'exits that stay in the kernel',
    plant: { guest: { exits: { io: { userspaceShare: 0 } } } },
    verdict: 'refuted',
  },
  { id: 'H29', where: 'grace periods back to back', plant: { gracePeriods: { backToBack: true } }, verdict: 'holds' },
  { id: 'N2', where: 'grace periods back to back', plant: { gracePeriods: { backToBack: true } }, verdict: 'refuted' },
  { id: 'N6', where: 'a guest that never halts', plant: { guest: { hlt: { ratePerSec: 0 } } }, verdict: 'refuted' },
  {
    id: 'N7',
    where: 'a tick that never stops',
    plant: { ticks: { keptOn: true }, host: { idle: 'poll' } },
    verdict: 'refuted',
  },
  { id: 'N11', where: 'one processor', plant: { host: { cpuModel: 'icx' } }, verdict: 'refuted' },
];

describe('an experiment finds what was planted', () => {
  it.each(plants)(
    '$id, with $where: $verdict',
    async ({ id, plant, verdict }) => {
      const [result] = await runClaims([id], { sensitivity: false, plant });
      expect(result?.verdict).toBe(verdict);
    },
    busyMs,
  );
});
