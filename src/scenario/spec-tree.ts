import type { FieldValue } from './field.js';
import { fieldAt, fieldGroups, fields } from './fields.js';
import { nearestPath } from './nearest-path.js';
import { plainValue, problem, showKey, type Problem } from './problem.js';

/** A scenario, or a part of one, while it is put together. */
export interface SpecTree {
  readonly [key: string]: SpecTree | FieldValue;
}

/** Suggestions cost time; garbage with thousands of unknown names gets no more than this many. */
const suggestionLimit = 20;

/** Every field at its default; those that are absent unless set are absent. */
export const defaults: SpecTree = fields.reduce<SpecTree>(
  (tree, field) => (field.absent ? tree : withValue(tree, field.path, field.default)),
  {},
);

/** Returns the value at a dotted path, or undefined. */
export function valueAt(tree: object, path: string): FieldValue | undefined {
  let at: unknown = tree;
  for (const key of path.split('.')) {
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, key)) return undefined;
    at = (at as SpecTree)[key];
  }
  return at as FieldValue;
}

/** Returns the tree with one more value; the path must be that of a known field. */
export function withValue(tree: SpecTree, path: string, value: FieldValue): SpecTree {
  const [key = '', ...rest] = path.split('.');
  if (rest.length === 0) return { ...tree, [key]: value };
  const below = Object.hasOwn(tree, key) ? tree[key] : undefined;
  return { ...tree, [key]: withValue(isGroup(below) ? below : {}, rest.join('.'), value) };
}

/**
 * Returns the base with a layer of a user's over it. Only own keys that the base knows get through, so the result is made
 * of nothing but known names and plain values; everything else becomes a problem.
 */
export function overlay(base: SpecTree, layer: unknown, problems: Problem[], path = ''): SpecTree {
  if (!isPlainObject(layer)) {
    problems.push(notAGroup(path, layer));
    return base;
  }
  const merged: Record<string, SpecTree | FieldValue> = { ...base };
  for (const key of Object.keys(layer)) {
    const at = path === '' ? key : `${path}.${key}`;
    const below = Object.hasOwn(base, key) ? base[key] : undefined;
    const value = ownValue(layer, key);
    if (fieldAt(at)?.absent === true) setAbsent(merged, key, at, value, problems);
    else if (below === undefined) problems.push(unknownField(path, key, value, problems.length < suggestionLimit));
    else if (value === undefined) continue;
    else if (isGroup(below)) merged[key] = overlay(below, value, problems, at);
    else merged[key] = leaf(at, value, below, problems);
  }
  return merged;
}

/** Sets a field that is absent unless set, or takes it out again. */
function setAbsent(
  merged: Record<string, SpecTree | FieldValue>,
  key: string,
  path: string,
  value: unknown,
  problems: Problem[],
): void {
  if (value === undefined) return;
  if (value === null) delete merged[key];
  else merged[key] = leaf(path, value, merged[key] as FieldValue, problems);
}

/** Returns the problem of a name that no field has. */
export function unknownField(path: string, key: string, value: unknown, suggest = true): Problem {
  const at = path === '' ? showKey(key) : `${path}.${showKey(key)}`;
  const meant = suggest ? nearestPath(path === '' ? key : `${path}.${key}`) : undefined;
  const flat = meant === at ? 'write it as nested objects' : `did you mean ${meant}?`;
  const wayOut = meant === undefined ? 'leave it out' : flat;
  return problem('unknown field', { path: at, value: plainValue(value), expected: 'a known name', wayOut });
}

/** Returns the problem of a group that was given something else than an object of fields. */
export function notAGroup(path: string, value: unknown): Problem {
  const names = fieldGroups.concat(fields).map((part) => part.path);
  const inside = names.filter((name) => name.startsWith(path === '' ? '' : `${path}.`));
  const expected = 'a plain object of fields';
  return problem('not a group of fields', {
    path,
    value: plainValue(value),
    expected,
    wayOut: `for example ${inside[0]}`,
  });
}

function leaf(path: string, value: unknown, below: FieldValue, problems: Problem[]): FieldValue {
  if (typeof value === 'number') return value === 0 ? 0 : value; // -0 is 0 here
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return value;
  const unit = fieldAt(path)?.unit ?? '';
  const words = { path, value: plainValue(value), expected: 'one plain value', unit, wayOut: `for example ${below}` };
  problems.push(problem('not a value', words));
  return below;
}

/** Returns the value of a key without running code of the object's: of an accessor, its function. */
function ownValue(layer: object, key: string): unknown {
  const descriptor = Object.getOwnPropertyDescriptor(layer, key);
  return descriptor?.get ?? descriptor?.value;
}

function isGroup(value: SpecTree | FieldValue | undefined): value is SpecTree {
  return typeof value === 'object' && value !== null;
}

/** True for object literals, JSON and null-prototype records of any realm; not for arrays and instances of classes. */
function isPlainObject(value: unknown): value is object {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return (
    prototype === null || (Object.getPrototypeOf(prototype) === null && Object.hasOwn(prototype as object, 'toString'))
  );
}
