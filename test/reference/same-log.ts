import type { Policy } from '../../src/policies/index.js';
import type { Scenario } from '../../src/scenario/index.js';
import { engineLog } from './engine-log.js';
import { describeDifference, fieldsSet, firstOtherCall } from './log-difference.js';
import { referenceLog } from './naive-engine.js';
import { spiedPolicy } from './spied-policy.js';

/** Where the two engines part ways over one policy in one world, in their logs or in what they tell it; empty where they don't. */
export function difference(name: string, world: Scenario, policy: Policy): string {
  const [inEngine, inReference] = [spiedPolicy(policy), spiedPolicy(policy)];
  const logs = { engine: engineLog(world, inEngine.policy), reference: referenceLog(world, inReference.policy) };
  const where = describeDifference(logs) || firstOtherCall({ engine: inEngine.calls, reference: inReference.calls });
  return where && `${name}, ${policy.id}\n${fieldsSet(world)}\n${where}\n`;
}
