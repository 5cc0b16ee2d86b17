import { drawUniform, sampleSpread, spreadSampler, type SpreadSampler } from '../random/index.js';
import type { Scenario } from '../scenario/index.js';
import { createArrivals, extendArrivals, type Arrivals } from './arrivals.js';
import { samplerUs } from './samplers.js';

/** The classes of VM exits, in the order in which simultaneous ones are taken; `hlt` is the guest's own decision to halt. */
export const exitClasses = ['fastpath', 'msr', 'io', 'fault', 'heavy', 'hlt'] as const;

/** Index into `exitClasses`. */
export type ExitClass = number;

/** Class index of an exit that is handled without enabling interrupts. */
export const fastpathClass = 0;
/** Class index of an access to a register that the kernel emulates. */
export const msrClass = exitClasses.indexOf('msr');
/** Class index of long kernel work. */
export const heavyClass = exitClasses.indexOf('heavy');
/** Class index of a halt. */
export const hltClass = exitClasses.indexOf('hlt');
/** Class index of the expiry of a cyclictest guest's timer: an exit too, but not drawn. */
export const timerClass = exitClasses.length;

/** Draws that belong to one exit; lane 0 spaces the arrivals. */
export const exitLane = {
  handler: 1,
  toUserspace: 2,
  userspace: 3,
  blocks: 4,
  /** How long its handler sleeps, or the VMM that it went on to. */
  block: 5,
  halt: 6,
  otherIoctl: 7,
  /** The first system call of the VMM; each further one has the next lane. */
  systemCall: 8,
} as const;

/** All exits of all classes, merged by time; one record per exit in parallel columns. */
export interface Exits {
  readonly sources: readonly Arrivals[];
  readonly handlers: readonly SpreadSampler[];
  /** Next arrival of each source to merge. */
  readonly heads: number[];
  /** Index of the first exit in the columns. */
  base: number;
  length: number;
  timeNs: Float64Array;
  handlerNs: Float64Array;
  /** Arrival index within its class. */
  serial: Float64Array;
  exitClass: Uint8Array;
}

/** Returns the exits of a scenario, none generated yet. */
export function createExits(scenario: Scenario): Exits {
  const { exits, hlt } = scenario.guest;
  const seed = scenario.run.seed;
  const classes = [exits.fastpath, exits.msr, exits.io, exits.fault, exits.heavy];
  const sources = classes.map((source, i) =>
    createArrivals(seed, `exits.${exitClasses[i]}`, source.ratePerSec, source.arrival === 'periodic'),
  );
  sources.push(createArrivals(seed, 'exits.hlt', hlt.ratePerSec));
  const handlers = classes.map(({ handler }) => samplerUs(handler));
  handlers.push(spreadSampler(scenario.costs.loopNs, scenario.costs.loopNs));
  const capacity = 1024;
  return {
    sources,
    handlers,
    heads: sources.map(() => 0),
    base: 0,
    length: 0,
    timeNs: new Float64Array(capacity),
    handlerNs: new Float64Array(capacity),
    serial: new Float64Array(capacity),
    exitClass: new Uint8Array(capacity),
  };
}

/** Generates exits until at least one lies beyond `untilNs` (none, where no class has a rate). */
export function extendExits(exits: Exits, untilNs: number): void {
  const { sources, heads } = exits;
  for (const source of sources) extendArrivals(source, untilNs);
  if (exits.length > 0 && exits.timeNs[exits.length - 1]! > untilNs) return;
  for (;;) {
    let first = -1;
    let firstNs = Infinity;
    for (let c = 0; c < sources.length; c++) {
      const source = sources[c]!;
      const timeNs = source.times[heads[c]! - source.base] ?? Infinity;
      if (timeNs < firstNs) {
        firstNs = timeNs;
        first = c;
      }
    }
    if (first < 0 || firstNs > untilNs) {
      if (first >= 0) append(exits, first, firstNs);
      break;
    }
    append(exits, first, firstNs);
  }
  for (const [c, source] of sources.entries()) dropMerged(source, heads[c]!);
}

function append(exits: Exits, exitClass: ExitClass, timeNs: number): void {
  if (exits.length === exits.timeNs.length) grow(exits);
  const at = exits.length++;
  const serial = exits.heads[exitClass]!++;
  exits.timeNs[at] = timeNs;
  exits.exitClass[at] = exitClass;
  exits.serial[at] = serial;
  const u = drawUniform(exits.sources[exitClass]!.key, serial, exitLane.handler);
  exits.handlerNs[at] = sampleSpread(exits.handlers[exitClass]!, u);
}

function grow(exits: Exits): void {
  const capacity = exits.timeNs.length * 2;
  const wider = (column: Float64Array) => {
    const next = new Float64Array(capacity);
    next.set(column);
    return next;
  };
  exits.timeNs = wider(exits.timeNs);
  exits.handlerNs = wider(exits.handlerNs);
  exits.serial = wider(exits.serial);
  const classes = new Uint8Array(capacity);
  classes.set(exits.exitClass);
  exits.exitClass = classes;
}

function dropMerged(source: Arrivals, head: number): void {
  const passed = Math.min(head - source.base, source.times.length - 1);
  if (passed <= 0) return;
  source.times.splice(0, passed);
  source.base += passed;
}

/** Forgets exits before `beforeNs`. */
export function discardExits(exits: Exits, beforeNs: number): void {
  let passed = 0;
  while (passed < exits.length && exits.timeNs[passed]! < beforeNs) passed++;
  if (passed === 0) return;
  for (const column of [exits.timeNs, exits.handlerNs, exits.serial, exits.exitClass])
    column.copyWithin(0, passed, exits.length);
  exits.base += passed;
  exits.length -= passed;
}

/** Returns the time of exit `index` [ns]; Infinity beyond the last. */
export function exitTime(exits: Exits, index: number): number {
  const at = index - exits.base;
  return at < exits.length ? exits.timeNs[at]! : Infinity;
}
