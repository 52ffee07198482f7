import { jsonText, jsonValue, Tally } from '../json-value.ts';
import { valueError } from '../problems.ts';
import { ANY, kindOf, LIST, MAP, NUMBER, put, sortedKeys, TEXT, WORDS, type ValueMap } from '../values.ts';
import { define, limitedLength, type Call, type FunctionSpec } from './function-spec.ts';
import { textSize } from './text.ts';

const LISTED = { params: [MAP], returns: LIST };

export const MAP_FUNCTIONS: Readonly<Record<string, FunctionSpec>> = {
  keys: define<[ValueMap]>(LISTED, ([map], call) => keysOf(map, call)),
  values: define<[ValueMap]>(LISTED, ([map], call) => keysOf(map, call).map((key) => map[key])),
  entries: define<[ValueMap]>(LISTED, ([map], call) => keysOf(map, call).map((key) => ({ key, value: map[key] }))),
  merge: define<readonly ValueMap[]>({ params: [MAP, MAP], rest: MAP, returns: MAP }, merge),
  size: define<[string | readonly unknown[] | ValueMap]>({ params: [WORDS | LIST | MAP], returns: NUMBER }, ([value], call) =>
    size(value, call),
  ),
  json: define<[unknown]>({ params: [ANY], returns: TEXT }, ([value], { gas }) => jsonText(value, gas)),
  parseJson: define<[string]>({ params: [WORDS], returns: ANY }, ([text], call) => parseJson(text, call)),
  type: define<[unknown]>({ params: [ANY], returns: TEXT }, ([value]) => TYPE_NAMES[kindOf(value)]),
};

const TYPE_NAMES: Readonly<Record<number, string>> = Object.fromEntries(
  ['null', 'boolean', 'number', 'string', 'list', 'map', 'timestamp', 'duration'].map((name, bit) => [2 ** bit, name]),
);

function keysOf(map: ValueMap, { gas }: Call): string[] {
  const keys = sortedKeys(map);
  gas.spend(limitedLength(keys.length) * 2);
  return keys;
}

/** One level; the later map wins. */
function merge(maps: readonly ValueMap[], { gas }: Call): Record<string, unknown> {
  const merged: Record<string, unknown> = {};
  for (const map of maps) {
    const keys = Object.keys(map);
    gas.spend(limitedLength(keys.length) * 2);
    for (const key of keys) put(merged, key, map[key]);
  }
  return merged;
}

function size(value: string | readonly unknown[] | ValueMap, call: Call): number {
  if (typeof value === 'string') return textSize(value, call);
  return Array.isArray(value) ? value.length : Object.keys(value).length;
}

function parseJson(text: string, { gas }: Call): unknown {
  // Paid before the values exist; checking them is paid for by their number.
  gas.spend(text.length / 4);
  try {
    return jsonValue(JSON.parse(text), new Tally(gas));
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw valueError('parseJson(): the text is not JSON');
  }
}
