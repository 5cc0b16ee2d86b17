const superscripts = '⁰¹²³⁴⁵⁶⁷⁸⁹';

/** Returns a number with about three significant digits, thousands set apart by a thin space. */
export function threeDigits(value: number): string {
  if (!Number.isFinite(value)) return '–';
  const size = Math.abs(value);
  if (size >= 100) return String(Math.round(value)).replace(/\B(?=(\d{3})+$)/g, '\u2009');
  if (size >= 10) return value.toFixed(1);
  if (size >= 0.01 || size === 0) return size === 0 ? '0' : value.toFixed(2);
  return value.toPrecision(2);
}

/** Returns a whole number, thousands set apart by a thin space. */
export function grouped(count: number): string {
  return String(count).replace(/\B(?=(\d{3})+$)/g, '\u2009');
}

/** Returns a tick's number as it is written on an axis: no trailing zeros, thousands set apart by a thin space. */
export function plainNumber(value: number): string {
  return value >= 1000 ? threeDigits(value) : String(Number(value.toPrecision(12))).replace('-', '−');
}

/** Returns a tick's length, given in milliseconds, as it is written on an axis. */
export function plainDuration(ms: number): string {
  if (ms >= 1000) return `${plainNumber(ms / 1000)} s`;
  return ms >= 1 ? `${plainNumber(ms)} ms` : `${plainNumber(ms * 1000)} µs`;
}

/** Returns milliseconds in the unit a reader would choose: µs, ms or s. */
export function duration(ms: number): string {
  if (ms >= 1000) return `${threeDigits(ms / 1000)} s`;
  return ms >= 1 || ms === 0 ? `${threeDigits(ms)} ms` : `${threeDigits(ms * 1000)} µs`;
}

/** Returns 10 to the power of an exponent as text, with superscript digits. */
export function powerOfTen(exponent: number): string {
  if (exponent === 0) return '1';
  const digits = [...String(Math.abs(exponent))].map((digit) => superscripts[Number(digit)]).join('');
  return `10${exponent < 0 ? '⁻' : ''}${digits}`;
}

/** Returns the exponents of the decades from the one at or below `low` to the one at or above `high`. */
export function decades(low: number, high: number): number[] {
  const first = Math.floor(Math.log10(low) + 1e-9);
  const last = Math.ceil(Math.log10(high) - 1e-9);
  return Array.from({ length: last - first + 1 }, (_, i) => first + i);
}

/** Returns round numbers between the bounds for a logarithmic axis: 1, 2 and 5 of each decade, more or fewer where that suits. */
export function logTicks(low: number, high: number, most = 12): number[] {
  const every = (steps: readonly number[]) =>
    decades(low, high)
      .flatMap((exponent) => steps.map((step) => Number(`${step}e${exponent}`)))
      .filter((tick) => tick >= low && tick <= high);
  const choices = [
    [1, 1.5, 2, 2.5, 3, 4, 5, 6, 8],
    [1, 2, 3, 5],
    [1, 2, 5],
  ].map(every);
  return choices.find((ticks) => ticks.length <= Math.min(8, most)) ?? sparse(every([1, 2, 5]), every([1]), most);
}

function sparse(fine: number[], coarse: number[], most: number): number[] {
  if (fine.length <= most) return fine;
  const step = Math.ceil(coarse.length / most);
  return coarse.filter((_, i) => i % step === 0);
}

/** Returns round numbers between the bounds, about as many as asked: steps of 1, 2 or 5 times a power of ten. */
export function linearTicks(low: number, high: number, about: number): number[] {
  const raw = (high - low) / about;
  const power = 10 ** Math.floor(Math.log10(raw));
  const step = power * ([1, 2, 5, 10].find((factor) => factor * power >= raw) ?? 10);
  const first = Math.ceil(low / step);
  const count = Math.floor(high / step) - first + 1;
  return Array.from({ length: Math.max(0, count) }, (_, i) => Number(((first + i) * step).toPrecision(12)));
}
