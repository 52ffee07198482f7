import type { Row } from './provider.ts';

/** What `values` means: a map or a list of cells is one row, a list of only such rows is several, anything else one cell. */
export function rowsOf(values: unknown): readonly Row[] {
  if (!Array.isArray(values)) return [isMap(values) ? values : [values]];
  if (values.length === 0) return [];
  const list: readonly unknown[] = values;
  return list.every(Array.isArray) || list.every(isMap) ? (list as readonly Row[]) : [list];
}

function isMap(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
