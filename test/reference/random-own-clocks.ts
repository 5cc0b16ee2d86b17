import fc from 'fast-check';
import type { Scenario } from '../../src/scenario/index.js';
import { handledClasses, type HandledClass } from './world-draws.js';

type Exits = Scenario['guest']['exits'];

/** The classes of exits that go by the guest's own clock, and their rate, if it is one for all: they fall due together. */
export interface OwnClocks {
  readonly classes: readonly HandledClass[];
  readonly ratePerSec: number | null;
}

/** Returns the choice of the classes that go by the guest's own clock, none in most scenarios. */
export function ownClocks(ratePerSec: number): fc.Arbitrary<OwnClocks> {
  const some = fc.subarray([...handledClasses], { minLength: 1 });
  return fc.record({
    classes: fc.oneof({ arbitrary: fc.constant([]), weight: 5 }, { arbitrary: some, weight: 3 }),
    ratePerSec: fc.constantFrom(null, null, ratePerSec),
  });
}

/** Returns the exits with these classes by the guest's own clock, and the others as they were. */
export function withOwnClocks(exits: Exits, { classes, ratePerSec }: OwnClocks): Exits {
  const byOwnClock = classes.map((name) => {
    const given = exits[name];
    return [name, { ...given, arrival: 'own-clock', ratePerSec: ratePerSec ?? given.ratePerSec }] as const;
  });
  return { ...exits, ...Object.fromEntries(byOwnClock) };
}
