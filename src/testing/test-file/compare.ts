import { pointerTo } from '../../core/definition/pointer.ts';
import { isObject } from '../../core/schema-check/keywords.ts';

/** Something that is not as a test expects it. */
export interface Difference {
  /** What differs: `output.total`, `calls[1].params.amount`. */
  readonly path: string;
  /** JSON Pointer to the expectation, in the test. */
  readonly pointer: string;
  /** Undefined: it should not be there. */
  readonly expected: unknown;
  /** Undefined: it is not there. */
  readonly got: unknown;
  /** What helps to see why. */
  readonly note?: string;
}

/** What is compared, and where it stands. */
export interface Compared {
  readonly expected: unknown;
  readonly got: unknown;
  readonly path: string;
  readonly pointer: string;
  /** Maps have no other keys than those expected. */
  readonly exact: boolean;
}

/** Every difference of two values, in order; of a map only the keys that are expected count, unless it is to be exact. */
export function compare({ expected, got, path, pointer, exact }: Compared): readonly Difference[] {
  if (isObject(expected) && isObject(got)) {
    const others = exact ? Object.keys(got).filter((key) => !Object.hasOwn(expected, key)) : [];
    return [
      ...Object.keys(expected).flatMap((key) =>
        compare({ expected: expected[key], got: got[key], path: keyPath(path, key), pointer: pointerTo(pointer, key), exact }),
      ),
      ...others.map((key) => ({ path: keyPath(path, key), pointer, expected: undefined, got: got[key] })),
    ];
  }
  if (Array.isArray(expected) && Array.isArray(got)) {
    if (expected.length !== got.length) return [{ path, pointer, expected, got, note: `${expected.length} expected, ${got.length} there` }];
    return expected.flatMap((each, index) =>
      compare({ expected: each, got: got[index] as unknown, path: `${path}[${index}]`, pointer: pointerTo(pointer, index), exact }),
    );
  }
  return Object.is(expected, got) ? [] : [{ path, pointer, expected, got }];
}

/** A path with one more key, as references are written. */
function keyPath(path: string, key: string): string {
  const last = /^[A-Za-z_][\w-]*$/.test(key) ? `.${key}` : `[${JSON.stringify(key)}]`;
  return `${path}${last}`;
}
