import { isAlias, isMap, isPair, isScalar, isSeq, type Document, type LineCounter, type Node, type Pair } from 'yaml';
import { pointerSegments } from './pointer.ts';

export interface Position {
  /** From 1. */
  readonly line: number;
  /** From 1. */
  readonly column: number;
  /** Characters on that line, at least 1. */
  readonly length: number;
}

/** A part of a text value, by its place in the value. */
export interface Part {
  readonly offset: number;
  readonly length: number;
}

/** Where the key or value of a JSON Pointer stands, or a part of its text; of what is not there, the nearest thing around it. */
export type Locate = (pointer: string, at?: 'key' | 'value', part?: Part) => Position | undefined;

interface Found {
  readonly key?: Node | undefined;
  readonly value?: Node | undefined;
  readonly whole: boolean;
}

export function locator(document: Document.Parsed, text: string, lines: LineCounter): Locate {
  const position = (start: number, end: number): Position => {
    const { line, col } = lines.linePos(start);
    const lineEnd = text.indexOf('\n', start);
    const stop = Math.min(end, lineEnd === -1 ? text.length : lineEnd);
    return { line, column: col, length: Math.max(1, text.slice(start, stop).trimEnd().length) };
  };
  return (pointer, at = 'value', part) => {
    const found = find(document, pointer);
    // Of a collection the key says more than its first line, and of what is not there, the key around it.
    const node =
      found.key !== undefined && (at === 'key' || !found.whole || !isScalar(found.value)) ? found.key : (found.value ?? found.key);
    const range = node?.range;
    if (range === undefined || range === null) return undefined;
    const [start, end] = range;
    const inside =
      part !== undefined && found.whole && isScalar(node) && node === found.value
        ? partStart(node.value, text.slice(start, end), part)
        : undefined;
    return inside === undefined || part === undefined ? position(start, end) : position(start + inside, start + inside + part.length);
  };
}

function find(document: Document.Parsed, pointer: string): Found {
  let found: Found = { value: document.contents ?? undefined, whole: true };
  for (const key of pointerSegments(pointer)) {
    const value = resolved(found.value, document);
    if (isMap(value)) {
      const pair = value.items.find((item) => isPair(item) && String(isScalar(item.key) ? item.key.value : item.key) === key) as
        | Pair<Node, Node | null>
        | undefined;
      if (pair === undefined) return { ...found, whole: false };
      found = { key: pair.key, value: pair.value ?? undefined, whole: true };
    } else if (isSeq(value)) {
      const item = value.items[Number(key)] as Node | undefined;
      if (item === undefined) return { ...found, whole: false };
      found = { key: firstKey(item), value: item, whole: true };
    } else return { ...found, whole: false };
  }
  return found;
}

/** An element of a list is pointed at by its first key: it has none of its own. */
function firstKey(item: Node): Node | undefined {
  const first = isMap(item) ? item.items[0] : undefined;
  return first === undefined ? undefined : (first.key as Node);
}

function resolved(node: Node | undefined, document: Document.Parsed): Node | undefined {
  return isAlias(node) ? node.resolve(document) : node;
}

/** Where a part of a value stands in its source, which may be quoted, escaped or folded: the same text, as often as before. */
function partStart(value: unknown, source: string, { offset, length }: Part): number | undefined {
  if (typeof value !== 'string') return undefined;
  const wanted = value.slice(offset, offset + length);
  if (wanted === '') return undefined;
  let at = -1;
  for (let seen = value.indexOf(wanted); seen !== -1 && seen <= offset; seen = value.indexOf(wanted, seen + 1)) {
    at = source.indexOf(wanted, at + 1);
    if (at === -1) return undefined;
  }
  return at === -1 ? undefined : at;
}
