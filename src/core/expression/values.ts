import { valueError } from './problems.ts';

/** A time inside an expression; outside it is ISO 8601 UTC text. */
export class Timestamp {
  readonly ms: number;

  constructor(ms: number) {
    if (!(ms >= FIRST && ms <= LAST)) throw valueError('a time must lie in the years 1 to 9999');
    this.ms = ms;
  }

  text(): string {
    return new Date(this.ms).toISOString();
  }
}

/** A length of time inside an expression; outside it is a number of milliseconds. */
export class Duration {
  readonly ms: number;

  constructor(ms: number) {
    this.ms = ms;
  }
}

const FIRST = -62_135_596_800_000;
const LAST = 253_402_300_799_999;

/** What a value can be; several of them as a sum. */
export const NULL = 1;
export const BOOLEAN = 2;
export const NUMBER = 4;
export const TEXT = 8;
export const LIST = 16;
export const MAP = 32;
export const TIME = 64;
export const DURATION = 128;
export const ANY = 255;
/** Where text is asked for, a time is its ISO text. */
export const WORDS = TEXT | TIME;

const NAMES: Readonly<Record<number, string>> = {
  [NULL]: 'null',
  [BOOLEAN]: 'a boolean',
  [NUMBER]: 'a number',
  [TEXT]: 'text',
  [LIST]: 'a list',
  [MAP]: 'a map',
  [TIME]: 'a time',
  [DURATION]: 'a duration',
};

export const KINDS: readonly number[] = [NULL, BOOLEAN, NUMBER, TEXT, LIST, MAP, TIME, DURATION];

export function kindOf(value: unknown): number {
  switch (typeof value) {
    case 'string':
      return TEXT;
    case 'number':
      return NUMBER;
    case 'boolean':
      return BOOLEAN;
    case 'undefined':
      return NULL;
    case 'object':
      if (value === null) return NULL;
      if (Array.isArray(value)) return LIST;
      if (value instanceof Timestamp) return TIME;
      return value instanceof Duration ? DURATION : MAP;
    default:
      throw valueError(`a ${typeof value} is not a JSON value`);
  }
}

/** `a number`, or `a number or text` for a sum of kinds. */
export function kindNames(kinds: number): string {
  const names = KINDS.filter((kind) => (kinds & kind) !== 0).map((kind) => NAMES[kind]);
  return names.length < 2 ? (names[0] ?? 'nothing') : `${names.slice(0, -1).join(', ')} or ${names.at(-1)}`;
}

export function describe(value: unknown): string {
  return kindNames(kindOf(value));
}

export type ValueMap = Readonly<Record<string, unknown>>;

export function isMap(value: unknown): value is ValueMap {
  return kindOf(value) === MAP;
}

/** Own keys by code unit: the same order on every machine and after every journey through JSON. */
export function sortedKeys(map: ValueMap): string[] {
  return Object.keys(map).sort(byCodeUnit);
}

export function byCodeUnit(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

/** Sets an own property, whatever its name. */
export function put(map: Record<string, unknown>, key: string, value: unknown): void {
  if (key === '__proto__') Object.defineProperty(map, key, { value, enumerable: true, configurable: true, writable: true });
  else map[key] = value;
}
