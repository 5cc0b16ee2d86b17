import { basename } from 'node:path';
import { Option, type Command } from 'commander';
import { measuredTails, readMeasurement, RecordingError, type MeasuredTail } from '../trace/index.js';
import { readText } from '../trace/read-recording.js';
import { Misuse } from './failure.js';
import { oneLine } from './printable.js';

/** A measured series under the name that it has in tables and figures. */
export interface MeasuredRow {
  readonly label: string;
  readonly tail: MeasuredTail;
  /** The text nowhere says its unit, so microseconds are taken. */
  readonly unitAssumed: boolean;
}

/** The option that names measurements, as commander hands it over. */
export interface MeasuredOptions {
  readonly measured?: readonly string[];
}

/** Adds the option that lays measurements beside the model. */
export function addMeasuredOption(command: Command): Command {
  return command.addOption(
    new Option(
      '--measured <[label=]file>',
      'lay a measurement beside it, again for more: cyclictest -h or --json, oslat --json, rtla timerlat or osnoise hist',
    ).argParser((value: string, before: readonly string[] | undefined) => [...(before ?? []), value]),
  );
}

/**
 * Returns the series of the measurements, each under the label given or the name of its file, behind it the series where a
 * file has several.
 *
 * @throws Misuse with the file, line and column of whatever can't be read
 */
export function readMeasured({ measured = [] }: MeasuredOptions): MeasuredRow[] {
  return measured.flatMap((text) => {
    const equals = text.indexOf('=');
    const path = text.slice(equals + 1);
    const name = oneLine(
      equals > 0 ? text.slice(0, equals) : basename(path).replace(/\.(?:json|txt|log)(?:\.gz)?$/, ''),
    );
    const measurement = attempt(path, () => readMeasurement(readText(path)));
    const tails = measuredTails(measurement);
    if (tails.length === 0) throw new Misuse([`a measurement with values expected: ${path}`]);
    const several = new Set(measurement.perCpu.map(({ series }) => series)).size > 1;
    const unitAssumed = measurement.source === 'cyclictest' && measurement.command === null;
    return tails.map((tail) => ({ label: several ? `${name} ${tail.series}` : name, tail, unitAssumed }));
  });
}

function attempt<T>(path: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof RecordingError)) throw error;
    if (error.part === 'file') throw error;
    throw new Misuse(error.problems.map(({ message }) => `${path}: ${message}`));
  }
}
