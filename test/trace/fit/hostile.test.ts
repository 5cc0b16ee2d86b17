import { describe, expect, it } from 'vitest';
import { fitScenario, RecordingError } from '../../../src/trace/index.js';
import { plantedMeta, plantedParts, plantedRun, plantedSpec, type PlantedParts } from './planted-run.js';

const good = plantedParts({ ...plantedSpec, run: { durationSec: 3, warmupSec: 0 } });

/** The message with which a recording is refused. */
function refusal(parts: PlantedParts): string {
  try {
    fitScenario(plantedRun(parts));
  } catch (error) {
    expect(error).toBeInstanceOf(RecordingError);
    return (error as RecordingError).message;
  }
  return 'not refused';
}

function withColumn(name: string, value: number): PlantedParts {
  const columns = { ...good.table.columns, [name]: new Float64Array(good.table.rows).fill(value) };
  return { ...good, table: { ...good.table, columns } };
}

describe('a recording that cannot be fitted is refused with the reason and the way out', () => {
  it('for want of ticks in a guest', () => {
    expect(refusal(withColumn('ctx', 0))).toMatch(/^no tick of an isolated CPU hit a guest.*KVM/);
  });

  it('for want of ticks on an isolated CPU', () => {
    expect(refusal(withColumn('cpu', 0))).toMatch(/^no tick of an isolated CPU hit a guest/);
  });

  it('for want of any tick', () => {
    expect(refusal({ ...good, table: { ...good.table, rows: 0 } })).toMatch(/^no tick/);
  });

  it('for want of grace periods', () => {
    expect(refusal({ ...good, gracePeriods: [] })).toMatch(/^too few grace periods.*record longer.*: 0$/);
  });

  it('for want of time', () => {
    expect(refusal({ ...good, table: { ...good.table, rows: 300 } })).toMatch(/^too short for a steady state.* s$/);
  });

  it('for want of the columns that say when and where', () => {
    const { ctx: _, ...columns } = good.table.columns;
    expect(refusal({ ...good, table: { ...good.table, columns } })).toMatch(/^columns t and ctx missing/);
  });
});

describe('a meta file that says little', () => {
  it('leaves fields to the defaults that stand in, and says so', () => {
    const { kernel, hz, nohz_full_cpus } = plantedMeta;
    const { unidentified } = fitScenario(plantedRun({ ...good, meta: { kernel, hz, nohz_full_cpus } }));
    const paths = unidentified.map(({ path }) => path);
    expect(paths).toEqual(expect.arrayContaining(['host.cpus', 'host.vcpuPriority', 'host.haltPollNs', 'guest.exits']));
    expect(unidentified.every(({ reason, standsIn }) => reason !== '' && standsIn !== '')).toBe(true);
  });

  it('of absurd numbers still gives a scenario', () => {
    const meta = {
      ...plantedMeta,
      guest_args: 'hlt',
      result: 'RESULT secs=1 guest_exits=999999999',
      gpload_sleep_us: 1e12,
    };
    expect(() => fitScenario(plantedRun({ ...good, meta }))).not.toThrow();
  });
});
