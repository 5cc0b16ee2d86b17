/** Returns the correlation coefficient of two samples of equal length. */
export function correlation(a: readonly number[], b: readonly number[]): number {
  const n = a.length;
  const meanA = a.reduce((s, x) => s + x, 0) / n;
  const meanB = b.reduce((s, x) => s + x, 0) / n;
  let ab = 0;
  let aa = 0;
  let bb = 0;
  for (let i = 0; i < n; i++) {
    const da = a[i]! - meanA;
    const db = b[i]! - meanB;
    ab += da * db;
    aa += da * da;
    bb += db * db;
  }
  return ab / Math.sqrt(aa * bb);
}

/** Returns the standardised chi-square statistic of uniforms counted in equal cells. */
export function chiSquareZ(uniforms: readonly number[], cells: number): number {
  const counts = new Float64Array(cells);
  for (const u of uniforms) counts[Math.floor(u * cells)]! += 1;
  const expected = uniforms.length / cells;
  const chi = counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
  return (chi - (cells - 1)) / Math.sqrt(2 * (cells - 1));
}

/** Returns the p-value of the Kolmogorov-Smirnov test of a sample against a distribution function. */
export function kolmogorovP(sample: readonly number[], cdf: (x: number) => number): number {
  const sorted = Float64Array.from(sample).sort();
  const n = sorted.length;
  let distance = 0;
  for (let i = 0; i < n; i++) {
    const f = cdf(sorted[i]!);
    distance = Math.max(distance, f - i / n, (i + 1) / n - f);
  }
  const x = distance * (Math.sqrt(n) + 0.12 + 0.11 / Math.sqrt(n));
  let p = 0;
  for (let k = 1; k <= 100; k++) p += (k % 2 === 1 ? 2 : -2) * Math.exp(-2 * k * k * x * x);
  return Math.min(1, Math.max(0, p));
}

/** Returns the standard normal distribution function, to 1e-14, by Simpson's rule over the density. */
export function normalCdf(z: number): number {
  const steps = 400;
  const h = Math.min(Math.abs(z), 9) / steps;
  let sum = 0;
  for (let i = 0; i <= steps; i++) {
    const weight = i === 0 || i === steps ? 1 : i % 2 === 1 ? 4 : 2;
    sum += weight * Math.exp((-i * h * (i * h)) / 2);
  }
  const half = ((h / 3) * sum) / Math.sqrt(2 * Math.PI);
  return z < 0 ? 0.5 - half : 0.5 + half;
}
