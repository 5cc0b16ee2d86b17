import { tagOf } from '../../plots/key.js';
import { threeDigits } from '../../plots/numbers.js';
import type { TailGroup } from '../tail-groups.js';
import { element } from './element.js';
import { policyMark } from './policy-mark.js';
import type { Spotlight } from './spotlight.js';

/** The key beside the figure: which letter stands for whom. It repeats the table for the eye alone. */
export interface TailKey {
  readonly element: HTMLElement;
  update(groups: readonly TailGroup[]): void;
}

/** Returns an empty key. */
export function tailKey(document: Document, spotlight: Spotlight): TailKey {
  const list = element(document, 'ol', { class: 'key', 'aria-hidden': 'true' });
  let shown = '';
  let entries: readonly { readonly item: HTMLElement; readonly policies: readonly string[] }[] = [];
  const light = (): void => {
    const lit = spotlight.policies;
    for (const { item, policies } of entries) {
      item.classList.toggle('dim', lit.size > 0 && !policies.some((policy) => lit.has(policy)));
    }
  };
  spotlight.watch(light);
  return {
    element: list,
    update(groups) {
      const state = groups.map(({ curve, policies }) => `${threeDigits(curve.maxUs)} ${policies.join()}`).join(';');
      if (state === shown) return;
      shown = state;
      entries = groups.map(({ curve, policies }, index) => {
        const item = element(
          document,
          'li',
          {},
          element(document, 'b', {}, tagOf(index)),
          policyMark(document, curve.policy),
          element(document, 'b', {}, threeDigits(curve.maxUs)),
          element(
            document,
            'span',
            {},
            ...policies.flatMap((policy, at) => [at > 0 ? ' = ' : '', word(document, policy)]),
          ),
        );
        item.addEventListener('pointerenter', () => spotlight.point(policies));
        item.addEventListener('pointerleave', () => spotlight.point([]));
        return { item, policies };
      });
      list.replaceChildren(
        element(document, 'li', { class: 'heading' }, 'largest sample [µs], and who has it'),
        ...entries.map(({ item }) => item),
      );
      light();
    },
  };
}

/** A name that is not broken at its hyphens. */
const word = (document: Document, policy: string): HTMLElement => element(document, 'span', { class: 'word' }, policy);
