const thinSpace = '\u2009';

const inSteps: Readonly<Record<string, readonly (readonly [factor: number, unit: string])[]>> = {
  us: [
    [1, 'µs'],
    [1e3, 'ms'],
    [1e6, 's'],
  ],
  ms: [
    [1, 'ms'],
    [1e3, 's'],
  ],
};

/**
 * Returns a value with its unit as a person would write it: at most four digits, thousands set apart, times in the unit
 * that suits them.
 * @example
 * amountText(16500, '/s'); // '16 500 /s', with thin spaces
 */
export function amountText(value: number, unit: string): string {
  const steps = inSteps[unit];
  if (steps === undefined) return `${plain(value)}${unit === '' ? '' : thinSpace + unit}`;
  const [factor, name] = steps.findLast(([step]) => value >= step) ?? steps[0] ?? [1, unit];
  return `${plain(value / factor)}${thinSpace}${name}`;
}

function plain(value: number): string {
  const rounded = String(Number(value.toPrecision(4)));
  return value >= 1000 ? rounded.replace(/\B(?=(\d{3})+$)/g, thinSpace) : rounded;
}

const spokenUnits: Readonly<Record<string, string>> = {
  µs: 'microseconds',
  ms: 'milliseconds',
  s: 'seconds',
  '/s': 'per second',
};

/** Returns the same as words that a screen reader says well. */
export function amountWords(value: number, unit: string): string {
  const [number = '', name = ''] = amountText(value, unit).split(/\u2009(?=\D)/);
  return `${number.replaceAll(thinSpace, '')} ${spokenUnits[name] ?? name}`.trim();
}
