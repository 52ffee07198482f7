import { concatenated, order } from '../operators.ts';
import { limitError, MAX_VALUE_DEPTH, type Gas } from '../limits.ts';
import { missingKey } from '../path.ts';
import { valueError } from '../problems.ts';
import { byCodeUnit, describe, Duration, isMap, LIST, MAP, NUMBER, put, sortedKeys, Timestamp, WORDS, type ValueMap } from '../values.ts';
import { define, limitedLength, type Call, type FunctionSpec } from './function-spec.ts';
import { elementLabel } from './numbers.ts';

type List = readonly unknown[];

const BY_KEY = { params: [LIST, WORDS], optional: 1 };

export const LIST_FUNCTIONS: Readonly<Record<string, FunctionSpec>> = {
  sort: define<[List, string?]>({ ...BY_KEY, returns: LIST }, ([list, key], call) => sortBy(list, keysOf(list, key, call), call)),
  unique: define<[List, string?]>({ ...BY_KEY, returns: LIST }, ([list, key], call) => uniqueBy(list, keysOf(list, key, call), call)),
  groupBy: define<[List, string]>({ params: [LIST, WORDS], returns: MAP }, ([list, key], call) =>
    groupBy(list, keysOf(list, key, call), call),
  ),
  flatten: define<[List]>({ params: [LIST], returns: LIST }, ([list], { gas }) => flatten(list, gas)),
  range: define<[number, number?, number?]>({ params: [NUMBER, NUMBER, NUMBER], optional: 2, returns: LIST }, range),
};

/** One level. */
function flatten(list: List, gas: Gas): unknown[] {
  gas.spend(list.length);
  return concatenated(
    list.map((element) => (Array.isArray(element) ? (element as List) : [element])),
    gas,
  );
}

/** What each element is sorted or grouped by: itself, or what it has under `key`. */
function keysOf(list: List, key: string | undefined, { site, gas }: Call): List {
  gas.spend(list.length);
  if (key === undefined) return list;
  return list.map((element, index) => {
    if (!isMap(element) || !Object.hasOwn(element, key)) throw missingKey(elementLabel(site, index), element, key);
    return element[key];
  });
}

/** Stable; `keys` has the key of each element. */
export function sortBy(list: List, keys: List, { site, gas }: Call): unknown[] {
  const places = list.map((_, index) => index);
  const compare = (a: number, b: number) => {
    gas.spend(1);
    return order(
      { name: site.name, operands: [`the key of ${elementLabel(site, a)}`, `of ${elementLabel(site, b)}`] },
      [keys[a], keys[b]],
      gas,
    );
  };
  if (list.length === 1) compare(0, 0);
  return places.sort(compare).map((place) => list[place]);
}

/** The first element of each key. */
export function uniqueBy(list: List, keys: List, { gas }: Call): unknown[] {
  const seen = new Set<string>();
  return list.filter((_, index) => {
    const text = canonicalText(keys[index], gas);
    if (seen.has(text)) return false;
    seen.add(text);
    return true;
  });
}

/** Lists of elements by their key, keys in order of code units. */
export function groupBy(list: List, keys: List, { site, gas }: Call): Record<string, unknown> {
  const groups = new Map<string, unknown[]>();
  for (const [index, element] of list.entries()) {
    gas.spend(2);
    const key = groupKey(keys[index], () => elementLabel(site, index));
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [element]);
    else group.push(element);
  }
  const result: Record<string, unknown> = {};
  for (const [key, group] of [...groups].sort(([a], [b]) => byCodeUnit(a, b))) put(result, key, group);
  return result;
}

function groupKey(key: unknown, label: () => string): string {
  if (typeof key === 'string') return key;
  if (typeof key === 'number' || typeof key === 'boolean') return String(key);
  if (key instanceof Timestamp) return key.text();
  throw valueError(`groupBy() takes text, a number or a boolean as key: that of ${label()} is ${describe(key)}`);
}

/** Equal values, and only these, have one text. */
function canonicalText(value: unknown, gas: Gas, depth = 0): string {
  gas.spend(4);
  if (typeof value === 'string') {
    gas.spendText(value.length * 4);
    return JSON.stringify(value);
  }
  if (value instanceof Timestamp) return `t${value.ms}`;
  if (value instanceof Duration) return `d${value.ms}`;
  if (typeof value !== 'object' || value === null) return String(value === 0 ? 0 : value);
  if (depth >= MAX_VALUE_DEPTH) throw limitError(`the value is nested deeper than ${MAX_VALUE_DEPTH}`, 'use flatter data');
  const inner = (each: unknown) => canonicalText(each, gas, depth + 1);
  if (Array.isArray(value)) return `[${value.map(inner).join()}]`;
  const map = value as ValueMap;
  return `{${sortedKeys(map)
    .map((key) => `${JSON.stringify(key)}:${inner(map[key])}`)
    .join()}}`;
}

function range([first, second, step = 1]: readonly [number, number?, number?], { gas }: Call): number[] {
  const [from, to] = second === undefined ? [0, first] : [first, second];
  for (const each of [from, to, step]) if (!Number.isInteger(each)) throw valueError(`range() takes whole numbers, not ${each}`);
  if (step === 0) throw valueError('range() takes a step other than 0');
  const length = limitedLength(Math.max(0, Math.ceil((to - from) / step)));
  gas.spend(length);
  return Array.from({ length }, (_, index) => from + index * step);
}
