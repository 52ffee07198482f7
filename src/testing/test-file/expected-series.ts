import { pointerTo } from '../../core/definition/pointer.ts';
import { compare, type Difference } from './compare.ts';

/** Things that happened one after the other, and which of them are expected. */
export interface Series {
  /** What they are called in paths. */
  readonly name: 'calls' | 'children' | 'emitted';
  readonly expected: readonly Fields[];
  readonly got: readonly Fields[];
  /** The field by which people know one from another. */
  readonly title: string;
  /** There are no others. */
  readonly exact: boolean;
}

type Fields = Readonly<Record<string, unknown>>;

/** The first difference: what is expected must have happened in this order, with anything else between. */
export function compareSeries(series: Series): readonly Difference[] {
  const { name, expected, got, title, exact } = series;
  let next = 0;
  for (const [index, wanted] of expected.entries()) {
    const found = got.findIndex(
      (each, at) => at >= next && (!exact || at === next) && differences(series, { wanted, each, index }).length === 0,
    );
    if (found === -1) return [missing(series, { wanted, index, next })].flat();
    next = found + 1;
  }
  const [more] = exact ? got.slice(expected.length) : [];
  return more === undefined ? [] : [{ path: `${name}[${expected.length}]`, pointer: `/${name}`, expected: undefined, got: more[title] }];
}

/** What stands at the place instead; of one with the right title, what is different about it. */
function missing(
  series: Series,
  { wanted, index, next }: { readonly wanted: Fields; readonly index: number; readonly next: number },
): readonly Difference[] {
  const { name, got, title, exact } = series;
  const rest = got.slice(next);
  const like = (exact ? rest.slice(0, 1) : rest).find((each) => each[title] === wanted[title]);
  if (like !== undefined) return differences(series, { wanted, each: like, index });
  const earlier = got.slice(0, next).some((each) => each[title] === wanted[title]);
  return [
    {
      path: `${name}[${index}]`,
      pointer: pointerTo(`/${name}`, index),
      expected: wanted[title],
      got: rest[0]?.[title],
      note: earlier ? 'it came earlier' : `${name} were: ${got.map((each) => String(each[title])).join(', ') || 'none'}`,
    },
  ];
}

function differences(
  { name, exact }: Series,
  { wanted, each, index }: { readonly wanted: Fields; readonly each: Fields; readonly index: number },
): readonly Difference[] {
  // Only what is inside has to be exact: nobody writes down every field of a call.
  return Object.keys(wanted).flatMap((key) =>
    compare({
      expected: wanted[key],
      got: each[key],
      path: `${name}[${index}].${key}`,
      pointer: `${pointerTo(`/${name}`, index)}/${key}`,
      exact,
    }),
  );
}
