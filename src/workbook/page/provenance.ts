import { expectation } from '../../scenario/problem.js';
import { fields, scenario as complete, type Scenario } from '../../scenario/index.js';
import { valueAt } from '../../scenario/spec-tree.js';
import { commandLine } from '../command-line.js';
import type { Summary } from '../summary.js';
import { element, say } from './element.js';

/** The foot of the page: what would give the same numbers again, and every number that went in. */
export interface ProvenanceFoot {
  readonly element: HTMLElement;
  update(scenario: Scenario | null, preset: string, summary: Summary | null): void;
}

const notYet = 'when finished';

/** Returns the foot of the page, still without numbers. */
export function provenance(document: Document, window: Window): ProvenanceFoot {
  const facts = ['digest', 'scenario', 'seed', 'version'] as const;
  const values = facts.map((name) => element(document, 'code', { id: `fact-${name}` }, notYet));
  const list = element(
    document,
    'dl',
    {},
    ...facts.map((name, index) =>
      element(document, 'div', {}, element(document, 'dt', {}, name), element(document, 'dd', {}, values[index] ?? '')),
    ),
  );
  const command = element(document, 'code', { id: 'command' });
  const copyCommand = copyButton(document, window, 'Copy the command', () => command.textContent ?? '');
  const copyLink = copyButton(document, window, 'Copy a link to this page', () => window.location.href);
  const rows = element(document, 'tbody');
  const parameters = element(
    document,
    'details',
    { class: 'parameters' },
    element(document, 'summary', {}, 'Every parameter, its unit, range and source'),
    element(
      document,
      'div',
      { class: 'scroll', role: 'region', 'aria-label': 'Parameters', tabindex: 0 },
      element(document, 'table', {}, head(document), rows),
    ),
  );
  const foot = element(
    document,
    'footer',
    { class: 'provenance' },
    list,
    element(document, 'p', {}, 'The same comparison in a terminal, with the same digest:'),
    element(document, 'pre', { tabindex: 0 }, command),
    element(document, 'p', { class: 'buttons' }, copyCommand, copyLink),
    parameters,
  );
  let shown: Scenario | null = null;
  const fill = (): void => {
    if (shown !== null && parameters.open) rows.replaceChildren(...parameterRows(document, shown));
  };
  parameters.addEventListener('toggle', fill);
  return {
    element: foot,
    update(scenario, preset, summary) {
      const texts: Readonly<Record<(typeof facts)[number], string>> = {
        digest: summary?.finished === true ? summary.digest : notYet,
        scenario: summary?.scenarioHash ?? notYet,
        seed: scenario === null ? notYet : String(scenario.run.seed),
        version: summary?.version ?? notYet,
      };
      for (const [index, name] of facts.entries()) {
        const value = values[index];
        if (value !== undefined) say(value, texts[name]);
      }
      if (scenario === null || scenario === shown) return;
      shown = scenario;
      say(command, commandLine(scenario, preset));
      fill();
    },
  };
}

function head(document: Document): HTMLElement {
  const titles = ['parameter', 'value', 'default', 'range', 'source', 'meaning'];
  const cells = titles.map((title) => element(document, 'th', { scope: 'col' }, title));
  return element(document, 'thead', {}, element(document, 'tr', {}, ...cells));
}

function parameterRows(document: Document, scenario: Scenario): HTMLElement[] {
  const preset = complete();
  return fields.map((field) => {
    const value = valueAt(scenario, field.path);
    const changed = value !== valueAt(preset, field.path);
    const cell = (text: string, attributes: Readonly<Record<string, string>> = {}): HTMLElement =>
      element(document, 'td', attributes, text);
    return element(
      document,
      'tr',
      changed ? { class: 'changed' } : {},
      element(document, 'th', { scope: 'row' }, element(document, 'code', {}, field.path)),
      cell(`${String(value)} ${field.unit}`.trim()),
      cell(String(field.default)),
      cell(expectation(field)),
      cell(field.source, field.assumed ? { class: 'assumed' } : {}),
      cell(field.meaning),
    );
  });
}

function copyButton(document: Document, window: Window, label: string, text: () => string): HTMLButtonElement {
  const button = element(document, 'button', { type: 'button' }, label);
  const copy = async (): Promise<void> => {
    try {
      await window.navigator.clipboard.writeText(text());
      say(button, 'Copied');
    } catch {
      say(button, 'The browser did not allow it');
    }
    window.setTimeout(() => say(button, label), 1500);
  };
  button.addEventListener('click', () => void copy());
  return button;
}
