import { pointerTo } from '../core/definition/pointer.ts';

export interface Unequal {
  /** JSON Pointer. */
  readonly pointer: string;
  /** Absent: nothing is there. */
  readonly expected?: unknown;
  readonly got?: unknown;
}

/** The first place at which two JSON values differ; what lies at pointers that `mayDiffer` matches does not count. */
export function firstUnequal(expected: unknown, got: unknown, mayDiffer?: RegExp): Unequal | undefined {
  return walk({ expected, got, pointer: '' }, mayDiffer);
}

function walk(place: Unequal, mayDiffer: RegExp | undefined): Unequal | undefined {
  const { expected, got, pointer } = place;
  if (expected === got) return undefined;
  if (!isInner(expected) || !isInner(got) || Array.isArray(expected) !== Array.isArray(got)) return place;
  for (const key of new Set([...Object.keys(expected), ...Object.keys(got)])) {
    const inner = { pointer: pointerTo(pointer, key), ...own('expected', expected, key), ...own('got', got, key) };
    const found = mayDiffer?.test(inner.pointer) === true ? undefined : walk(inner, mayDiffer);
    if (found !== undefined) return found;
  }
  return undefined;
}

function isInner(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

function own(side: 'expected' | 'got', value: object, key: string): Partial<Unequal> {
  return Object.hasOwn(value, key) ? { [side]: (value as Readonly<Record<string, unknown>>)[key] } : {};
}
