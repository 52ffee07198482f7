import { limitedText, limitError, MAX_RESULT, MAX_TEXT, MAX_VALUE_DEPTH, type Gas } from './limits.ts';
import { valueError } from './problems.ts';
import { SECRET_TEXT } from './secret-text.ts';
import { Duration, put, Timestamp } from './values.ts';

/** Counts what is copied. */
export class Tally {
  readonly #gas: Gas | undefined;
  #values = 0;
  #characters = 0;

  /** Without gas anything goes: of data that exists already there is no more than there is. */
  constructor(gas?: Gas) {
    this.#gas = gas;
  }

  add(characters: number): void {
    if (this.#gas === undefined) return;
    this.#gas.spend(1);
    this.#values += 1;
    this.#characters += characters;
    if (this.#values > MAX_RESULT)
      throw limitError(`the result has more than ${MAX_RESULT} values`, 'return less; a reference alone may stand for any amount');
    if (this.#characters > MAX_TEXT)
      throw limitError(`the result has more than ${MAX_TEXT} characters`, 'pass a file by reference instead');
  }
}

/** A fresh JSON value: times as ISO text, durations as milliseconds, only own properties, nothing undefined. */
export function jsonValue(value: unknown, tally: Tally, depth = 0): unknown {
  tally.add(typeof value === 'string' ? value.length : 0);
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return value;
    case 'number':
      return jsonNumber(value);
    case 'undefined':
      return null;
    case 'object':
      if (value === null) return null;
      if (value instanceof Timestamp) return value.text();
      if (value instanceof Duration) return value.ms;
      if (depth >= MAX_VALUE_DEPTH) throw limitError(`the value is nested deeper than ${MAX_VALUE_DEPTH}`, 'use flatter data');
      return Array.isArray(value) ? value.map((element) => jsonValue(element, tally, depth + 1)) : jsonMap(value, tally, depth);
    default:
      throw valueError(`a ${typeof value} is not a JSON value`);
  }
}

function jsonMap(map: object, tally: Tally, depth: number): Record<string, unknown> {
  const copy: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(map)) {
    if (value === undefined) continue;
    if (key === SECRET_TEXT) throw valueError(`the key "${SECRET_TEXT}" is reserved: data may not name secrets`);
    tally.add(key.length);
    put(copy, key, jsonValue(value, tally, depth + 1));
  }
  return copy;
}

function jsonNumber(value: number): number {
  if (!Number.isFinite(value)) throw valueError(`${value} is not a number JSON can carry`);
  return value === 0 ? 0 : value;
}

/** JSON text of a value. */
export function jsonText(value: unknown, gas: Gas): string {
  const text = JSON.stringify(jsonValue(value, new Tally(gas)));
  gas.spend(text.length / 16);
  return limitedText(text);
}

/** As a value stands in a text: text as it is, null as nothing, a list or map as JSON. */
export function insertedText(value: unknown, gas: Gas): string {
  if (typeof value === 'string') return value;
  if (value === null || value === undefined) return '';
  if (value instanceof Timestamp) return value.text();
  if (value instanceof Duration) return String(value.ms);
  return typeof value === 'object' ? jsonText(value, gas) : String(jsonValue(value, new Tally(gas)));
}
