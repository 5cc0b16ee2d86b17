import { policies, policiesByIds, type Policy } from '../policies/index.js';
import { nearestWord } from '../scenario/nearest-path.js';
import { Misuse } from './failure.js';

const modifier = '+idle-entry';
const ids = policies.map(({ id }) => id);
const known = [...ids, ...ids.map((id) => id + modifier)];

/**
 * Returns the policies of a comma-separated list, in its order; all built-in ones where there is no list.
 *
 * @throws Misuse with every unknown name, and the known one that is nearest to it
 */
export function choosePolicies(list: string | undefined): readonly Policy[] {
  if (list === undefined) return policies;
  const names = list.split(',').map((name) => name.trim());
  const unknown = names.filter((name) => !isKnown(name));
  if (unknown.length > 0) throw new Misuse(unknown.map(describeUnknown));
  try {
    return policiesByIds(names);
  } catch (error) {
    throw new Misuse([(error as Error).message]);
  }
}

/** Returns the policy of that id. */
export function choosePolicy(id: string): Policy {
  const [policy] = choosePolicies(id.replaceAll(',', ' '));
  return policy as Policy;
}

/** `idle-entry` carries its rule already, so that nothing can be laid over it. */
function isKnown(name: string): boolean {
  return known.includes(name) && name !== `idle-entry${modifier}`;
}

function describeUnknown(name: string): string {
  const meant = nearestWord(name, known);
  const wayOut = meant === undefined ? '`quiescent policies` lists them' : `did you mean ${meant}?`;
  return `unknown policy (${wayOut}): ${JSON.stringify(name.slice(0, 60))}`;
}
