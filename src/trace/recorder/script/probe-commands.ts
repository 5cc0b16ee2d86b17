import type { Fetch } from '../fetch.js';
import type { Probe, RecordingEvents, Tracepoint } from '../event-sources.js';

/** Returns the commands that make the probes and switch on the events, for the functions of the script around them. */
export function probeCommands({ probes, tracepoints }: RecordingEvents): string {
  const each = probes.filter(({ cpus }) => cpus === 'each');
  return [
    '# A tick is probed once for each recorded CPU: its data lies at the symbol plus the offset of the CPU.',
    'for cpu in $recorded; do',
    '  offset=$(offset_of "$cpu")',
    ...each.flatMap(eachCpu),
    'done',
    '',
    ...probes.filter(({ cpus }) => cpus !== 'each').map(shared),
    '',
    ...tracepoints.map(offered),
  ].join('\n');
}

function eachCpu({ event, at, functions, fields }: Probe): string[] {
  const always = fields.filter(({ ifSymbol }) => !ifSymbol);
  const sometimes = fields.filter(({ ifSymbol }) => ifSymbol);
  return [
    `  fields=''`,
    ...always.map((field) => `  fields="$fields ${fetchText(field, true)}"`),
    ...sometimes.map((field) => `  if has ${field.symbol}; then fields="$fields ${fetchText(field, true)}"; fi`),
    `  make_probe required "CPU == $cpu" ${letter(at)} "${event}$cpu" "$fields" ${functions.join(' ')}`,
  ];
}

function shared({ event, at, functions, fields, required, cpus }: Probe): string {
  const need = required ? 'required' : 'optional';
  const read = fields.map((field) => fetchText(field, false)).join(' ');
  const filter = cpus === 'recorded' ? '"$on_recorded"' : `''`;
  return `make_probe ${need} ${filter} ${letter(at)} ${event} '${read}' ${functions.join(' ')}`;
}

function offered({ path, filter, cpus }: Tracepoint): string {
  return `switch_on_offered ${path} ${cpus === 'recorded' ? '"$on_recorded"' : `'${filter}'`}`;
}

function letter(at: Probe['at']): string {
  return at === 'entry' ? 'p' : 'r';
}

/**
 * Returns a read in the words of `kprobe_events`.
 *
 * @param quoted - within double quotes, where the shell replaces `$(at ...)` by the place on the CPU at hand
 */
export function fetchText({ name, from, symbol, perCpu, offset, through, type }: Fetch, quoted: boolean): string {
  const dollar = quoted ? '\\$' : '$';
  const register = { argument: `${dollar}arg1`, 'return-value': `${dollar}retval`, symbol: '' }[from];
  const place = perCpu ? `$(at ${offset})` : offset === 0 ? '' : `+${offset}`;
  const found = from === 'symbol' ? `@${symbol}${place}` : register;
  return `${name}=${through === null ? found : `+${through}(${found})`}:${type}`;
}
