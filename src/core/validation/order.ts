import { pointerSegments } from '../definition/pointer.ts';
import type { Finding } from './finding.ts';

/** As they stand in the definition, from top to bottom. */
export function inOrder(findings: readonly Finding[], definition: unknown): readonly Finding[] {
  const placeOf = places();
  return findings
    .map((finding) => ({ finding, place: pathOf(finding.pointer, definition, placeOf) }))
    .sort((a, b) => compare(a.place, b.place))
    .map(({ finding }) => finding);
}

type PlaceOf = (holder: object, key: string) => number;

/** The place of a key among those of its object; each object is read once. */
function places(): PlaceOf {
  const known = new Map<object, ReadonlyMap<string, number>>();
  return (holder, key) => {
    if (Array.isArray(holder)) return Number(key);
    const keys = known.get(holder) ?? new Map(Object.keys(holder).map((each, i) => [each, i]));
    known.set(holder, keys);
    return keys.get(key) ?? -1;
  };
}

function pathOf(pointer: string, root: unknown, placeOf: PlaceOf): readonly number[] {
  let at = root;
  return pointerSegments(pointer).map((key) => {
    if (typeof at !== 'object' || at === null) return -1;
    const place = placeOf(at, key);
    at = Object.hasOwn(at, key) ? (at as Readonly<Record<string, unknown>>)[key] : undefined;
    return place;
  });
}

function compare(a: readonly number[], b: readonly number[]): number {
  for (const [i, place] of a.entries()) {
    const other = b[i];
    if (other === undefined) return 1;
    if (place !== other) return place - other;
  }
  return a.length - b.length;
}
