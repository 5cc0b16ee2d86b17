import { argsError, eachField, fieldError, wokenRcuc } from '../ftrace/event-fields.js';
import { lostEvents, type FtraceEvent } from '../ftrace/ftrace-event.js';
import { readBigInteger } from '../recorded-number.js';
import type { CpuTracker } from './cpu-tracker.js';
import { createRawTicks, type GrowingRawTicks, type OwnColumnName, type RawTicks } from './raw-ticks.js';
import { contextOf } from './cpu-situation.js';
import { spanContexts } from './spans.js';
import { readField, returnFields, tickFields, type ReturnFieldName, type TickFieldName } from './tick-fields.js';

/** Makes a row of each tick from its two probes and what happens between them. */
export interface TickCollector {
  /** Takes an event, with the tracker of its CPU, which has seen it already. */
  observe(event: FtraceEvent, cpu: CpuTracker): void;
  readonly ticks: RawTicks;
  /** Ticks whose return is not in the trace; they make no row. */
  readonly unfinished: number;
}

interface PendingTick {
  readonly fields: Record<TickFieldName, number>;
  readonly own: Record<OwnColumnName, number>;
  readonly jiffies: number;
}

interface CpuMemory {
  pending: PendingTick | null;
  lastKvm: number;
  lastExitNs: number;
}

const tickName = /^tick(r?)\d*$/;
const noFields = Object.fromEntries(Object.keys(tickFields).map((name) => [name, NaN])) as Record<
  TickFieldName,
  number
>;

/** Returns a collector that has seen no tick. */
export function createTickCollector(): TickCollector {
  const cpus = new Map<number, CpuMemory>();
  let ticks: GrowingRawTicks | null = null;
  let unfinished = 0;

  function memory(cpu: number): CpuMemory {
    let found = cpus.get(cpu);
    if (found === undefined) {
      found = { pending: null, lastKvm: 0, lastExitNs: NaN };
      cpus.set(cpu, found);
    }
    return found;
  }

  function begin(event: FtraceEvent, cpu: CpuTracker): void {
    const here = memory(event.cpu);
    if (here.pending !== null) unfinished++;
    const { fields, present, ip, ctnmi } = readTick(event);
    ticks ??= createRawTicks(present);
    checkPresent(event, ticks, present);
    const { situation } = cpu;
    here.pending = {
      fields,
      jiffies: fields.j,
      own: {
        line: event.line,
        cpu: event.cpu,
        timeNs: event.timeNs,
        returnNs: NaN,
        task: ticks.numberOf(event.task),
        flags: ticks.numberOf(event.flags ?? ''),
        ip: ticks.numberOf(ip),
        ctnmi: ticks.numberOf(`0x${ctnmi.toString(16)}`),
        lastKvm: here.lastKvm,
        lastExitNs: here.lastExitNs,
        invoked: 0,
        woke: 0,
        // rcu_is_cpu_rrupt_from_idle(): the outermost interrupt hit an extended quiescent state.
        idle: fields.ctn === 0 && (ctnmi <= 1n || ctnmi >= 1n << 63n) ? 1 : 0,
        context: spanContexts.indexOf(contextOf(situation)),
        idleLeaving: situation.idleWatched === 'leaving' ? 1 : 0,
        irqFromGuest: situation.fromGuest === 'no' ? 0 : 1,
        vcpuCurrent: situation.task === 'vcpu' ? 1 : 0,
        haswReturn: 0,
        noqsReturn: 0,
        coreReturn: 0,
        lqsReturn: NaN,
      },
    };
  }

  function finish(event: FtraceEvent, cpu: CpuTracker): void {
    const here = memory(event.cpu);
    const { pending } = here;
    here.pending = null;
    if (pending === null || ticks === null) return;
    const values = readReturn(event);
    Object.assign(pending.own, {
      returnNs: event.timeNs,
      haswReturn: values.hasw,
      noqsReturn: values.noqs,
      coreReturn: values.core,
      lqsReturn: values.lqs,
    });
    cpu.marks.add('tick', pending.own.timeNs, pending.jiffies, ticks.rows);
    ticks.add({ ...pending.own, fields: pending.fields });
  }

  function between(event: FtraceEvent): void {
    const here = memory(event.cpu);
    if (event.name === 'kvm_entry') here.lastKvm = 1;
    else if (event.name === 'kvm_exit') {
      here.lastKvm = 2;
      here.lastExitNs = event.timeNs;
    } else if (here.pending === null) return;
    else if (event.name === 'invoke') here.pending.own.invoked = 1;
    else if (event.name === 'sched_waking') {
      if (wokenRcuc(event) === event.cpu) here.pending.own.woke = 1;
    } else if (event.name === lostEvents) {
      here.pending = null;
      unfinished++;
    }
  }

  return {
    observe(event, cpu) {
      const tick = event.name.startsWith('tick') ? tickName.exec(event.name) : null;
      if (tick === null) between(event);
      else if (tick[1] === 'r') finish(event, cpu);
      else begin(event, cpu);
    },
    get ticks() {
      return ticks ?? createRawTicks(new Set());
    },
    get unfinished() {
      let open = unfinished;
      for (const { pending } of cpus.values()) if (pending !== null) open++;
      return open;
    },
  };
}

interface TickRead {
  readonly fields: Record<TickFieldName, number>;
  readonly present: ReadonlySet<TickFieldName>;
  readonly ip: string;
  readonly ctnmi: bigint;
}

function readTick(event: FtraceEvent): TickRead {
  const fields = { ...noFields };
  const present = new Set<TickFieldName>();
  let ip = '';
  let ctnmi: bigint | null = null;
  eachField(event, (name, start, end) => {
    if (name === 'ip') ip = event.text.slice(start, end);
    else if (name === 'ctnmi') {
      ctnmi = readBigInteger(event.text, start, end);
      if (ctnmi === null || ctnmi < 0n) throw fieldError(event, start, end, 'ctnmi: a 64-bit number expected');
    } else if (Object.hasOwn(tickFields, name)) {
      const field = name as TickFieldName;
      const value = readField(tickFields[field].kind, event.text, start, end);
      if (Number.isNaN(value)) throw fieldError(event, start, end, `${name}: ${tickFields[field].kind} expected`);
      fields[field] = value;
      present.add(field);
    }
  });
  if (ctnmi === null) throw argsError(event, 'field ctnmi missing');
  for (const [name, field] of Object.entries(tickFields)) {
    if (field.required && !present.has(name as TickFieldName)) throw argsError(event, `field ${name} missing`);
  }
  return { fields, present, ip, ctnmi };
}

function checkPresent(event: FtraceEvent, ticks: RawTicks, present: ReadonlySet<TickFieldName>): void {
  for (const name of Object.keys(tickFields) as TickFieldName[]) {
    if (present.has(name) === ticks.has(name)) continue;
    throw argsError(
      event,
      `field ${name} ${ticks.has(name) ? 'missing, but not so' : 'there, but missing'} at the first tick`,
    );
  }
}

function readReturn(event: FtraceEvent): Record<ReturnFieldName, number> {
  const values: Record<ReturnFieldName, number> = { hasw: NaN, noqs: NaN, core: NaN, lqs: NaN };
  eachField(event, (name, start, end) => {
    if (!Object.hasOwn(returnFields, name)) return;
    const field = name as ReturnFieldName;
    values[field] = readField(returnFields[field], event.text, start, end);
    if (Number.isNaN(values[field])) throw fieldError(event, start, end, `${name}: ${returnFields[field]} expected`);
  });
  for (const name of ['hasw', 'noqs', 'core'] as const) {
    if (Number.isNaN(values[name])) throw argsError(event, `field ${name} missing`);
  }
  return values;
}
