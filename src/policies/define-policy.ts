import { definitionProblems } from './definition-problems.js';
import type { Citation, Policy, PolicyInstance, PolicyParameters, RecordedSideState, TickView } from './policy.js';

/**
 * A policy of one's own: an id, a predicate, and what it needs to remember.
 *
 * What a policy remembers is kept per CPU: `state` makes it, the hooks write it, `skips` reads it. Each run gets fresh state,
 * so that the same scenario and seed give the same result again; variables of the notebook would leak from run to run.
 */
export interface PolicyDefinition<State extends object = object> {
  /** Id for tables, legends and files [lower-case words joined by '-', not one of the built-in ids]. */
  readonly id: string;
  /** One line for tables and legends [1..80 characters, default: the id]. */
  readonly title?: string;
  /** The condition in words [1..400 characters, default: 'defined in this session']. */
  readonly condition?: string;
  /** Who proposed it and where [default: you, undated]. */
  readonly citation?: Citation;
  /** Makes the memory of one CPU [default: an empty object]; called once for each CPU of each run. */
  readonly state?: (parameters: PolicyParameters, cpu: number) => State;
  /** Should this tick leave RCU core alone? Must answer true or false, from the tick and the state alone, changing neither. */
  readonly skips: (tick: Readonly<TickView>, state: State, parameters: PolicyParameters) => boolean;
  /** Just before a guest entry, interrupts off (E6). */
  readonly guestEnter?: (state: State, jiffies: number, nowNs: number) => void;
  /** Just after a guest exit, interrupts off (E8). */
  readonly guestExit?: (state: State, jiffies: number, nowNs: number) => void;
  /** At the top of each vCPU ioctl (E2); `wantsToRun` if it is one that runs the guest. */
  readonly vcpuLoad?: (state: State, wantsToRun: boolean) => void;
  /** At the end of each vCPU ioctl (E16). */
  readonly vcpuPut?: (state: State) => void;
  /** A loaded vCPU's task is switched in on the CPU. */
  readonly schedIn?: (state: State) => void;
  /** A loaded vCPU's task is switched out on the CPU. */
  readonly schedOut?: (state: State) => void;
  /** A quiescent state is noted, or an extended one begins or ends, on the CPU. */
  readonly quiescentState?: (state: State, jiffies: number) => void;
  /** Takes what a recording shows of the CPU's state, for replay. */
  readonly restore?: (state: State, recorded: RecordedSideState) => void;
  /** What the policy adds to every VM exit [ns, whole, 0..10000000, default 0]. */
  readonly exitCostNs?: number;
  /** What the exit path does to RCU besides [default nothing]. */
  readonly onGuestExit?: 'note-quiescent-state' | 'report-quiescent-state';
}

const own: Citation = { author: 'you', date: 'undated', source: 'own' };

/**
 * Returns a policy of one's own, to run beside the built-in ones.
 *
 * @throws Error that lists every problem of the definition
 * @example
 * const justLeft = definePolicy({
 *   id: 'just-left',
 *   state: () => ({ exitNs: -Infinity }),
 *   guestExit: (state, jiffies, nowNs) => { state.exitNs = nowNs; },
 *   skips: (tick, state) => tick.nowNs - state.exitNs < 50_000,
 * });
 * compare({}, { policies: ['mainline', justLeft] });
 */
export function definePolicy<State extends object = object>(definition: PolicyDefinition<State>): Policy {
  const problems = definitionProblems(definition);
  if (problems.length > 0) throw new Error(`can't define this policy: ${problems.join('; ')}`);
  const { id, title = id, condition = 'defined in this session' } = definition;
  const citation = Object.freeze({ ...(definition.citation ?? own) });
  // The cell may change its object afterwards; a policy stays what it was checked to be.
  const checked = { ...definition };
  return Object.freeze({
    id,
    title,
    condition,
    citation,
    create: (parameters, cpus) => createInstance(checked, parameters, cpus),
  } satisfies Policy);
}

function createInstance<State extends object>(
  definition: PolicyDefinition<State>,
  parameters: PolicyParameters,
  cpus: number,
): PolicyInstance {
  const states = createStates(definition, parameters, cpus);
  const of = (cpu: number): State => {
    const state = states[cpu];
    if (state === undefined) throw new RangeError(`policy '${definition.id}' has CPUs 0..${cpus - 1}: ${cpu}`);
    return state;
  };
  const {
    id,
    skips,
    guestEnter,
    guestExit,
    vcpuLoad,
    vcpuPut,
    schedIn,
    schedOut,
    quiescentState,
    restore,
    onGuestExit,
  } = definition;
  return {
    skips(tick) {
      const answer: unknown = skips(tick, of(tick.cpu), parameters);
      if (typeof answer === 'boolean') return answer;
      throw new TypeError(`skips of policy '${id}' must return true or false; is a return missing? ${String(answer)}`);
    },
    ...(guestEnter && { guestEnter: (cpu, jiffies, nowNs) => guestEnter(of(cpu), jiffies, nowNs) }),
    ...(guestExit && { guestExit: (cpu, jiffies, nowNs) => guestExit(of(cpu), jiffies, nowNs) }),
    ...(vcpuLoad && { vcpuLoad: (cpu, wantsToRun) => vcpuLoad(of(cpu), wantsToRun) }),
    ...(vcpuPut && { vcpuPut: (cpu) => vcpuPut(of(cpu)) }),
    ...(schedIn && { schedIn: (cpu) => schedIn(of(cpu)) }),
    ...(schedOut && { schedOut: (cpu) => schedOut(of(cpu)) }),
    ...(quiescentState && { quiescentState: (cpu, jiffies) => quiescentState(of(cpu), jiffies) }),
    ...(restore && { restore: (cpu, recorded) => restore(of(cpu), recorded) }),
    ...(onGuestExit && { onGuestExit }),
    exitCostNs: definition.exitCostNs ?? 0,
  };
}

function createStates<State extends object>(
  definition: PolicyDefinition<State>,
  parameters: PolicyParameters,
  cpus: number,
): State[] {
  const { id, state } = definition;
  const states: State[] = [];
  const fresh = new Set<State>();
  for (let cpu = 0; cpu < cpus; cpu += 1) {
    const made = state === undefined ? ({} as State) : state(parameters, cpu);
    if (typeof made !== 'object' || made === null) {
      throw new TypeError(
        `state of policy '${id}' must return an object whose fields the hooks write: ${String(made)}`,
      );
    }
    if (fresh.has(made)) {
      throw new Error(`state of policy '${id}' must return a new object for each CPU; got the same one for CPU ${cpu}`);
    }
    fresh.add(made);
    states.push(made);
  }
  return states;
}
