import { fieldAt, fieldGroups } from './fields.js';
import { parseFieldText } from './field-text.js';
import { fieldProblem, problem, ScenarioError, type Problem } from './problem.js';
import type { ScenarioSpec } from './schema.js';
import { notAGroup, unknownField, withValue, type SpecTree } from './spec-tree.js';

/**
 * Returns the spec with one more field set, as `--set` asks for it; the spec given stays as it is.
 *
 * @param spec - what is set so far
 * @param assignment - `path=value`; times may carry their unit
 * @throws ScenarioError that names the nearest path, or what the field can hold
 * @example
 * setPath({}, 'host.haltPollNs=50us'); // { host: { haltPollNs: 50000 } }
 */
export function setPath(spec: ScenarioSpec, assignment: string): ScenarioSpec {
  const equals = assignment.indexOf('=');
  if (equals < 1) throw new ScenarioError([noAssignment(assignment)]);
  const path = assignment.slice(0, equals).trim();
  const result = assign(spec as SpecTree, path, assignment.slice(equals + 1).trim());
  if ('problem' in result) throw new ScenarioError([result.problem]);
  return result.spec as ScenarioSpec;
}

/** Returns the spec with the field at a path set to what a text means, or why that cannot be. */
export function assign(spec: SpecTree, path: string, text: string): { spec: SpecTree } | { problem: Problem } {
  const field = fieldAt(path);
  if (field === undefined) {
    const isGroup = fieldGroups.some((each) => each.path === path);
    return { problem: isGroup ? notAGroup(path, text) : unknownField('', path, text) };
  }
  const value = parseFieldText(field, text);
  return value === undefined
    ? { problem: fieldProblem(field, text.slice(0, 60)) }
    : { spec: withValue(spec, path, value) };
}

function noAssignment(text: string): Problem {
  const wayOut = 'for example host.hz=250';
  return problem('no assignment', { path: '', value: text.slice(0, 60), expected: 'path=value', wayOut });
}
