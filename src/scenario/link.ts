import { fields } from './fields.js';
import { presets } from './presets.js';
import { problem, type Problem } from './problem.js';
import { checkScenario, scenario } from './scenario.js';
import type { Scenario } from './schema.js';
import { assign } from './set-path.js';
import { valueAt, type SpecTree } from './spec-tree.js';

/** What a link says: a preset with a scenario over it, or why it cannot be read. */
export type DecodedLink =
  | { readonly ok: true; readonly preset: string; readonly scenario: Scenario }
  | { readonly ok: false; readonly problems: readonly Problem[] };

const version = 'v1';
const longest = 65_536;
/** A link with more wrong parts than this is no link; the rest is not looked at. */
const mostProblems = 100;

/**
 * Returns a scenario as the text behind `#` in an address: a preset and what differs from it.
 *
 * @param presetName - the preset to start from [default: the one with the fewest differences]
 * @example
 * encodeLink(scenario({ host: { hz: 250 } })); // 'v1&preset=discussion&host.hz=250'
 */
export function encodeLink(whole: Scenario, presetName?: string): string {
  const names = presetName === undefined ? presets.map(({ name }) => name as string) : [presetName];
  const candidates = names.map((name) => ({ name, changes: differences(whole, scenario({}, name)) }));
  const [best] = candidates.sort((a, b) => a.changes.length - b.changes.length);
  return [version, `preset=${best?.name}`, ...(best?.changes ?? [])].join('&');
}

/**
 * Returns the scenario of a link, or what is wrong with the link; never throws, whatever the text. An empty text is the
 * default scenario.
 *
 * @param text - with or without the `#`
 */
export function decodeLink(text: string): DecodedLink {
  if (text.length > longest)
    return refused('link too long', `${text.length} characters`, `at most ${longest} characters`);
  const plain = unescaped(text.replace(/^[#?]+/, ''));
  if (plain === undefined)
    return refused('link with a broken escape', text, 'percent signs followed by two hexadecimal digits');
  const [first, ...parts] = plain === '' ? [version] : plain.split('&');
  if (first !== version) return refused('link of an unknown version', first ?? '', version);
  return decodeParts(parts.filter((part) => part !== ''));
}

function decodeParts(parts: readonly string[]): DecodedLink {
  const problems: Problem[] = [];
  const seen = new Set<string>();
  let preset = 'discussion';
  let spec: SpecTree = {};
  for (const part of parts) {
    if (problems.length >= mostProblems) break;
    const equals = part.indexOf('=');
    const path = part.slice(0, Math.max(0, equals));
    const value = part.slice(equals + 1);
    if (equals < 1) problems.push(linkProblem('no assignment', part, 'path=value'));
    else if (seen.has(path)) problems.push(linkProblem('field given twice', part, 'each field once'));
    else if (path === 'preset') preset = value;
    else {
      const result = assign(spec, path, value);
      if ('spec' in result) spec = result.spec;
      else problems.push(result.problem);
    }
    seen.add(path);
  }
  const checked = checkScenario(spec, preset);
  if (!checked.ok) problems.push(...checked.problems);
  return problems.length === 0 && checked.ok ? { ...checked, preset } : { ok: false, problems };
}

function differences(whole: Scenario, base: Scenario): string[] {
  return fields
    .filter(({ path }) => valueAt(whole, path) !== valueAt(base, path))
    .map(({ path }) => `${path}=${String(valueAt(whole, path))}`);
}

function unescaped(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}

function refused(cause: string, value: string, expected: string): DecodedLink {
  return { ok: false, problems: [linkProblem(cause, value, expected)] };
}

function linkProblem(cause: string, value: string, expected: string): Problem {
  const wayOut = 'take the link anew from the page or from quiescent scenario';
  return problem(cause, { path: '', value: value.slice(0, 60), expected, wayOut });
}
