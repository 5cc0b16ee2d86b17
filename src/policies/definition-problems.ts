import { isBuiltIn } from './registry.js';

const idPattern = /^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/;
const maxExitCostNs = 10_000_000;
const hooks = [
  'guestEnter',
  'guestExit',
  'vcpuLoad',
  'vcpuPut',
  'schedIn',
  'schedOut',
  'quiescentState',
  'restore',
] as const;
const known = ['id', 'title', 'condition', 'citation', 'state', 'skips', ...hooks, 'exitCostNs', 'onGuestExit'];
const exitActions = ['note-quiescent-state', 'report-quiescent-state'];

/**
 * Returns what is wrong with the definition of a policy, one sentence each; empty if nothing is.
 *
 * @param definition - whatever the cell passed
 */
export function definitionProblems(definition: unknown): string[] {
  if (typeof definition !== 'object' || definition === null || Array.isArray(definition)) {
    return [`a definition is an object such as {id: 'mine', skips: (tick) => tick.pfVcpu}: ${show(definition)}`];
  }
  const fields = definition as Record<string, unknown>;
  return [
    ...idProblems(fields['id']),
    ...textProblems('title', fields['title'], 80),
    ...textProblems('condition', fields['condition'], 400),
    ...citationProblems(fields['citation']),
    ...functionProblems(fields),
    ...exitProblems(fields),
    ...unknownFields(fields),
  ];
}

function idProblems(id: unknown): string[] {
  if (typeof id !== 'string' || id.length > 60 || !idPattern.test(id)) {
    return [`id must be lower-case words joined by '-', 1..60 characters, such as 'my-policy': ${show(id)}`];
  }
  return isBuiltIn(id) ? [`id belongs to a built-in policy; choose another, such as 'my-${id}': ${show(id)}`] : [];
}

function textProblems(name: string, text: unknown, maxLength: number): string[] {
  if (text === undefined) return [];
  const fits =
    typeof text === 'string' && text.trim() !== '' && text.length <= maxLength && !/[\u0000-\u001f\u007f]/u.test(text);
  return fits ? [] : [`${name} must be one line of 1..${maxLength} characters, or left out: ${show(text)}`];
}

function citationProblems(citation: unknown): string[] {
  if (citation === undefined) return [];
  if (typeof citation !== 'object' || citation === null) {
    return [`citation must be {author, date, source}, or left out: ${show(citation)}`];
  }
  const parts = citation as Record<string, unknown>;
  return ['author', 'date', 'source'].flatMap((part) =>
    parts[part] === undefined
      ? [`citation.${part} is missing; give author, date and source, or leave the citation out`]
      : textProblems(`citation.${part}`, parts[part], 120),
  );
}

function functionProblems(fields: Record<string, unknown>): string[] {
  const missing =
    typeof fields['skips'] === 'function'
      ? []
      : [
          `skips must be a function from a tick to true or false, such as (tick) => tick.pfVcpu: ${show(fields['skips'])}`,
        ];
  const wrong = ['state', ...hooks]
    .filter((name) => fields[name] !== undefined && typeof fields[name] !== 'function')
    .map((name) => `${name} must be a function, or left out: ${show(fields[name])}`);
  return [...missing, ...wrong];
}

function exitProblems(fields: Record<string, unknown>): string[] {
  const { exitCostNs: cost, onGuestExit: action } = fields;
  const problems: string[] = [];
  if (cost !== undefined && !(Number.isInteger(cost) && Number(cost) >= 0 && Number(cost) <= maxExitCostNs)) {
    problems.push(`exitCostNs must be whole nanoseconds, 0..${maxExitCostNs}, or left out: ${show(cost)}`);
  }
  if (action !== undefined && !exitActions.includes(action as string)) {
    problems.push(`onGuestExit must be '${exitActions.join("' or '")}', or left out: ${show(action)}`);
  }
  return problems;
}

function unknownFields(fields: Record<string, unknown>): string[] {
  return Object.keys(fields)
    .filter((name) => !known.includes(name))
    .map((name) => `unknown field; known: ${known.join(', ')}: ${show(name)}`);
}

function show(value: unknown): string {
  if (typeof value === 'function') return 'a function';
  if (typeof value === 'object' && value !== null) return Array.isArray(value) ? 'an array' : 'an object';
  const text = typeof value === 'string' ? `'${value}'` : String(value);
  return text.length > 80 ? `${text.slice(0, 79)}…` : text;
}
