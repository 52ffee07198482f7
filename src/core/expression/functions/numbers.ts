import { checked, operandError, order, type Site } from '../operators.ts';
import { valueError } from '../problems.ts';
import { ANY, BOOLEAN, describe, LIST, NULL, NUMBER, TEXT, WORDS } from '../values.ts';
import { define, type Call, type FunctionSpec } from './function-spec.ts';

const ROUNDED = { params: [NUMBER], returns: NUMBER };
const EXTREME = { params: [ANY], rest: ANY, returns: ANY };

export const NUMBER_FUNCTIONS: Readonly<Record<string, FunctionSpec>> = {
  sum: define<[readonly unknown[]]>({ params: [LIST], returns: NUMBER }, ([list], call) => sum(list, call)),
  avg: define<[readonly unknown[]]>({ params: [LIST], returns: NUMBER | NULL }, ([list], call) =>
    list.length === 0 ? null : sum(list, call) / list.length,
  ),
  min: define(EXTREME, (args, call) => extreme(args, call, -1)),
  max: define(EXTREME, (args, call) => extreme(args, call, 1)),
  floor: define<[number]>(ROUNDED, ([number], { site }) => checked(Math.floor(number), site)),
  ceil: define<[number]>(ROUNDED, ([number], { site }) => checked(Math.ceil(number), site)),
  abs: define<[number]>(ROUNDED, ([number]) => Math.abs(number)),
  round: define<[number, number?]>({ params: [NUMBER, NUMBER], optional: 1, returns: NUMBER }, round),
  int: define<[string | number]>({ params: [NUMBER | WORDS], returns: NUMBER }, ([value], { site }) =>
    checked(Math.trunc(toNumber(value)), site),
  ),
  double: define<[string | number]>({ params: [NUMBER | WORDS], returns: NUMBER }, ([value], { site }) => checked(toNumber(value), site)),
  bool: define<[string | boolean]>({ params: [BOOLEAN | TEXT], returns: BOOLEAN }, ([value]) => toBoolean(value)),
};

function sum(list: readonly unknown[], { site, gas }: Call): number {
  gas.spend(list.length);
  let total = 0;
  for (const [index, element] of list.entries()) {
    if (typeof element !== 'number') throw elementError(site, index, element);
    total += element;
  }
  return checked(total, site);
}

/** Of a list, or of the arguments; null when the list is empty. */
function extreme(args: readonly unknown[], { site, gas }: Call, sign: number): unknown {
  const [only] = args;
  const list: readonly unknown[] = args.length === 1 && Array.isArray(only) ? only : args;
  const label = (index: number) => (list === args ? (site.operands[index] ?? '') : elementLabel(site, index));
  let best = 0;
  for (const [index, element] of list.entries()) {
    gas.spend(1);
    const compared = order({ name: site.name, operands: [label(best), label(index)] }, [list[best], element], gas);
    if (compared * sign < 0) best = index;
  }
  return list.length === 0 ? null : list[best];
}

/** Half away from zero, on the decimal digits as they are written: 1.005 to two digits is 1.01. */
function round([number, digits = 0]: readonly [number, number?], { site }: Call): number {
  if (!Number.isInteger(digits) || Math.abs(digits) > 15)
    throw valueError(`round() takes a whole number of digits from -15 to 15, not ${digits}`);
  const magnitude = scaled(Math.round(scaled(Math.abs(number), digits)), -digits);
  return checked(number < 0 ? -magnitude : magnitude, site);
}

function scaled(number: number, digits: number): number {
  const [mantissa = '0', exponent = '0'] = String(number).split('e');
  return Number(`${mantissa}e${Number(exponent) + digits}`);
}

function toNumber(value: string | number): number {
  const number = typeof value === 'number' ? value : /^[+-]?\d+(\.\d+)?([eE][+-]?\d+)?$/.test(value.trim()) ? Number(value) : Number.NaN;
  if (Number.isNaN(number)) throw valueError(`${JSON.stringify(String(value).slice(0, 50))} is not a number`);
  return number;
}

function toBoolean(value: string | boolean): boolean {
  if (typeof value === 'boolean') return value;
  if (value !== 'true' && value !== 'false') throw valueError(`${JSON.stringify(value.slice(0, 50))} is neither "true" nor "false"`);
  return value === 'true';
}

export function elementLabel(site: Site, index: number): string {
  return `element ${index} of ${site.operands[0] ?? 'the list'}`;
}

/** Says which element of the list does not fit. */
export function elementError(site: Site, index: number, element: unknown): Error {
  if (element === null || element === undefined) return operandError({ name: site.name, operands: [elementLabel(site, index)] }, [element]);
  return valueError(`${site.name}() does not take ${describe(element)}: ${elementLabel(site, index)}`);
}
