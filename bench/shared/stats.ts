export function median(values: readonly number[]): number {
  return percentile(values, 50);
}

/** The smallest value that at least so many percent of all do not exceed. */
export function percentile(values: readonly number[], percent: number): number {
  const index = Math.max(0, Math.ceil((values.length * percent) / 100) - 1);
  return values.toSorted((a, b) => a - b)[index] ?? Number.NaN;
}

export function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
