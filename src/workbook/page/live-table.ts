import { tagOf } from '../../plots/key.js';
import { duration, threeDigits } from '../../plots/numbers.js';
import { standardQuantiles, quantileLabel, leastBeyond, type Quantile } from '../../stats/index.js';
import type { Row, Summary } from '../summary.js';
import { element, say } from './element.js';
import { policyMark } from './policy-mark.js';
import type { Spotlight } from './spotlight.js';

/** The table of all policies on a page: it takes a new summary as often as there is one. */
export interface LiveTable {
  readonly element: HTMLElement;
  /** Shows a summary; null keeps the last one, faded. */
  update(summary: Summary | null): void;
}

/** A column: what stands above it, what that means, and the text of a row. */
interface Column {
  readonly title: string;
  readonly unit: string;
  readonly meaning: string;
  text(row: Row): string;
  /** Why there is no number, where there is none. */
  missing?(row: Row): string | null;
}

const unsupported = '–';

const integerText = (count: number): string => String(count).replace(/\B(?=(\d{3})+$)/g, '\u2009');

const quantileOf = (row: Row, p: number): Quantile | undefined => row.quantiles.find((quantile) => quantile.p === p);

const quantileColumn = (p: number): Column => ({
  title: quantileLabel(p),
  unit: 'µs',
  meaning: `Latency that a share of ${p} of the samples does not exceed.`,
  text: (row) => {
    const valueNs = quantileOf(row, p)?.valueNs ?? null;
    return valueNs === null ? unsupported : threeDigits(valueNs / 1e3);
  },
  missing: (row) =>
    quantileOf(row, p)?.supported === true
      ? null
      : `not supported: ${threeDigits(row.samples)} samples, ${threeDigits(leastBeyond / Math.min(p, 1 - p))} needed`,
});

const columns: readonly Column[] = [
  { title: 'max', unit: 'µs', meaning: 'Largest latency that the guest saw.', text: (row) => threeDigits(row.maxUs) },
  ...[...standardQuantiles]
    .filter((p) => p !== 0.9)
    .reverse()
    .map(quantileColumn),
  {
    title: 'rcuc',
    unit: '/s',
    meaning: 'Wake-ups of the rcuc thread on the CPU of the vCPU, wherever they fell.',
    text: (row) => threeDigits(row.wakesPerSec),
  },
  {
    title: 'in guest',
    unit: '/s',
    meaning: 'Those wake-ups that stopped the running guest.',
    text: (row) => threeDigits(row.guestWakesPerSec),
  },
  {
    title: 'false +',
    unit: '',
    meaning: 'False positives: the tick left RCU alone although no quiescent state came soon.',
    text: (row) => integerText(row.falsePositives),
  },
  {
    title: 'false −',
    unit: '',
    meaning: 'False negatives: rcuc was woken although a quiescent state came soon anyway.',
    text: (row) => integerText(row.falseNegatives),
  },
  {
    title: 'GP p50',
    unit: '',
    meaning: 'Median length of a grace period.',
    text: ({ gracePeriods }) => (gracePeriods.medianMs === null ? unsupported : duration(gracePeriods.medianMs)),
    missing: ({ gracePeriods }) =>
      gracePeriods.medianMs === null ? `not supported: ${gracePeriods.count} grace periods` : null,
  },
  {
    title: 'GP max',
    unit: '',
    meaning: 'Longest grace period.',
    text: ({ gracePeriods }) => (gracePeriods.count === 0 ? unsupported : duration(gracePeriods.maxMs)),
    missing: ({ gracePeriods }) => (gracePeriods.count === 0 ? 'no grace period' : null),
  },
  {
    title: 'cost',
    unit: 'ns/exit',
    meaning: 'What the policy adds to each VM exit.',
    text: (row) => threeDigits(row.costPerExitNs),
  },
];

/**
 * Returns a table that follows the slider: one row a policy, the largest latency first, policies with the same samples
 * under one letter. A policy's name is a button that keeps its curve in the light.
 */
export function liveTable(document: Document, spotlight: Spotlight): LiveTable {
  const body = element(document, 'tbody');
  const heads = columns.map(({ title, unit, meaning }) =>
    element(document, 'th', { scope: 'col', title: meaning }, title, element(document, 'small', {}, unit)),
  );
  const table = element(
    document,
    'table',
    { class: 'policies' },
    element(document, 'caption', {}, 'Every policy in the same random world, the largest latency first'),
    element(
      document,
      'thead',
      {},
      element(document, 'tr', {}, element(document, 'th', { scope: 'col' }, 'policy'), ...heads),
    ),
    body,
  );
  const frame = element(
    document,
    'div',
    { class: 'scroll', role: 'region', 'aria-label': 'All policies', tabindex: 0 },
    table,
  );
  const rows = new Map<string, LiveRow>();
  spotlight.watch(() => {
    for (const [policy, row] of rows) row.light(spotlight, policy);
  });
  return {
    element: frame,
    update(summary) {
      frame.classList.toggle('stale', summary === null);
      if (summary === null) return;
      const byId = new Map(summary.rows.map((row) => [row.policy, row]));
      const ordered = summary.groups.flatMap((policies, group) =>
        policies.flatMap((policy) => {
          const row = byId.get(policy);
          if (row === undefined) return [];
          const live = rows.get(policy) ?? liveRow(document, row, spotlight);
          rows.set(policy, live);
          live.update(row, tagOf(group), policies);
          return [live.element];
        }),
      );
      if (ordered.every((row, index) => body.children[index] === row)) return;
      const focused = body.contains(document.activeElement) ? (document.activeElement as HTMLElement) : null;
      body.replaceChildren(...ordered);
      focused?.focus({ preventScroll: true });
    },
  };
}

interface LiveRow {
  readonly element: HTMLTableRowElement;
  update(row: Row, letter: string, policies: readonly string[]): void;
  light(spotlight: Spotlight, policy: string): void;
}

function liveRow(document: Document, { policy, title }: Row, spotlight: Spotlight): LiveRow {
  let group: readonly string[] = [policy];
  const letter = element(document, 'span', { class: 'letter' });
  const name = element(document, 'button', { type: 'button', 'aria-pressed': 'false', title }, policy);
  const head = element(document, 'th', { scope: 'row' }, policyMark(document, policy), letter, name);
  const cells = columns.map(() => element(document, 'td'));
  const row = element(document, 'tr', {}, head, ...cells);
  name.addEventListener('click', () => spotlight.pin(group));
  for (const type of ['pointerenter', 'focusin'] as const) row.addEventListener(type, () => spotlight.point(group));
  for (const type of ['pointerleave', 'focusout'] as const) row.addEventListener(type, () => spotlight.point([]));
  return {
    element: row,
    update(values, tag, policies) {
      group = policies;
      say(letter, tag);
      for (const [index, column] of columns.entries()) {
        const cell = cells[index];
        if (cell === undefined) continue;
        say(cell, column.text(values));
        const missing = column.missing?.(values) ?? null;
        for (const attribute of ['title', 'aria-label']) {
          if (missing === null) cell.removeAttribute(attribute);
          else cell.setAttribute(attribute, missing);
        }
      }
    },
    light(spot, id) {
      row.classList.toggle('lit', spot.policies.has(id));
      name.setAttribute('aria-pressed', String(spot.pinned([id])));
    },
  };
}
