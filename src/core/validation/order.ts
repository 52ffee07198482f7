import { pointerSegments } from '../definition/pointer.ts';
import type { Finding } from './finding.ts';

/** As they stand in the definition, from top to bottom. */
export function inOrder(findings: readonly Finding[], definition: unknown): readonly Finding[] {
  return findings
    .map((finding) => ({ finding, place: placesOf(finding.pointer, definition) }))
    .sort((a, b) => compare(a.place, b.place))
    .map(({ finding }) => finding);
}

function placesOf(pointer: string, root: unknown): readonly number[] {
  let at = root;
  return pointerSegments(pointer).map((key) => {
    const keys = typeof at === 'object' && at !== null ? Object.keys(at) : [];
    const place = keys.indexOf(key);
    at = place === -1 ? undefined : (at as Readonly<Record<string, unknown>>)[key];
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
