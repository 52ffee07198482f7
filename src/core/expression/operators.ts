import { limitedText, MAX_RESULT, limitError, MAX_VALUE_DEPTH, type Gas } from './limits.ts';
import { valueError } from './problems.ts';
import { describe, Duration, isMap, Timestamp, type ValueMap } from './values.ts';

/** An operation where it stands: its name and how its operands are written. */
export interface Site {
  readonly name: string;
  readonly operands: readonly string[];
}

export type BinaryOperator = '+' | '-' | '*' | '/' | '%' | '<' | '<=' | '>' | '>=' | '==' | '!=' | 'in';

/** Applies an operator; the site is for errors. */
export function applyBinary(site: Site, [left, right]: readonly [unknown, unknown], gas: Gas): unknown {
  switch (site.name as BinaryOperator) {
    case '+':
      return add(site, [left, right], gas);
    case '-':
      return subtract(site, [left, right]);
    case '*':
      return numeric(site, [left, right], (a, b) => a * b);
    case '/':
      return numeric(site, [left, right], (a, b) => a / b);
    case '%':
      return numeric(site, [left, right], (a, b) => a % b);
    case '<':
      return order(site, [left, right], gas) < 0;
    case '<=':
      return order(site, [left, right], gas) <= 0;
    case '>':
      return order(site, [left, right], gas) > 0;
    case '>=':
      return order(site, [left, right], gas) >= 0;
    case '==':
      return equal(left, right, gas);
    case '!=':
      return !equal(left, right, gas);
    case 'in':
      return isIn(site, [left, right], gas);
  }
}

function add(site: Site, [left, right]: readonly [unknown, unknown], gas: Gas): unknown {
  if (typeof left === 'number' && typeof right === 'number') return checked(left + right, site);
  const join = joinable(left) && joinable(right) && (typeof left === 'string' || typeof right === 'string');
  if (join) {
    const text = limitedText(joined(left) + joined(right));
    gas.spend(1 + text.length / 512);
    return text;
  }
  if (Array.isArray(left) && Array.isArray(right)) return concatenated([left, right], gas);
  if (left instanceof Timestamp && right instanceof Duration) return new Timestamp(left.ms + right.ms);
  if (left instanceof Duration && right instanceof Timestamp) return new Timestamp(left.ms + right.ms);
  if (left instanceof Duration && right instanceof Duration) return new Duration(checked(left.ms + right.ms, site));
  throw operandError(site, [left, right]);
}

function subtract(site: Site, [left, right]: readonly [unknown, unknown]): unknown {
  if (left instanceof Timestamp && right instanceof Timestamp) return new Duration(left.ms - right.ms);
  if (left instanceof Timestamp && right instanceof Duration) return new Timestamp(left.ms - right.ms);
  if (left instanceof Duration && right instanceof Duration) return new Duration(checked(left.ms - right.ms, site));
  return numeric(site, [left, right], (a, b) => a - b);
}

function numeric(site: Site, [left, right]: readonly [unknown, unknown], apply: (a: number, b: number) => number): number {
  if (typeof left !== 'number' || typeof right !== 'number') throw operandError(site, [left, right]);
  if (right === 0 && (site.name === '/' || site.name === '%'))
    throw valueError(`division by zero: ${site.operands.join(` ${site.name} `)}`);
  return checked(apply(left, right), site);
}

/** A finite number whose whole part is exact. */
export function checked(result: number, site: Site): number {
  if (!Number.isFinite(result)) throw valueError(`"${site.name}" on ${site.operands.join(' and ')} gives no finite number`);
  if (Math.abs(result) > Number.MAX_SAFE_INTEGER) {
    throw valueError(
      `"${site.name}" on ${site.operands.join(' and ')} gives a number beyond 2^53`,
      'larger numbers are not exact: keep them as text',
    );
  }
  return result === 0 ? 0 : result;
}

/** Negative, 0 or positive; both must be of one kind that has an order. */
export function order(site: Site, [left, right]: readonly [unknown, unknown], gas: Gas): number {
  if (typeof left === 'number' && typeof right === 'number') return left - right;
  if (typeof left === 'string' && typeof right === 'string') {
    gas.spendText(Math.min(left.length, right.length));
    if (left === right) return 0;
    return left < right ? -1 : 1;
  }
  if (typeof left === 'boolean' && typeof right === 'boolean') return Number(left) - Number(right);
  if (left instanceof Timestamp && right instanceof Timestamp) return left.ms - right.ms;
  if (left instanceof Duration && right instanceof Duration) return left.ms - right.ms;
  throw operandError(site, [left, right]);
}

/** Values of different kinds are unequal; lists and maps are equal when all they hold is. */
export function equal(left: unknown, right: unknown, gas: Gas): boolean {
  return new Comparison(gas).equal(left, right);
}

class Comparison {
  readonly #gas: Gas;
  #depth = 0;

  constructor(gas: Gas) {
    this.#gas = gas;
  }

  equal(left: unknown, right: unknown): boolean {
    this.#gas.spend(1);
    if (typeof left === 'string' && typeof right === 'string') {
      if (left.length === right.length) this.#gas.spendText(left.length);
      return left === right;
    }
    if (left === right) return true;
    if (typeof left !== 'object' || typeof right !== 'object' || left === null || right === null) return (left ?? null) === (right ?? null);
    if (left instanceof Timestamp) return right instanceof Timestamp && left.ms === right.ms;
    if (left instanceof Duration) return right instanceof Duration && left.ms === right.ms;
    if (this.#depth >= MAX_VALUE_DEPTH) throw limitError(`the value is nested deeper than ${MAX_VALUE_DEPTH}`, 'use flatter data');
    this.#depth += 1;
    const same = Array.isArray(left) ? this.#lists(left, right) : isMap(left) && isMap(right) && this.#maps(left, right);
    this.#depth -= 1;
    return same;
  }

  #lists(left: readonly unknown[], right: unknown): boolean {
    return Array.isArray(right) && left.length === right.length && left.every((element, index) => this.equal(element, right[index]));
  }

  #maps(left: ValueMap, right: ValueMap): boolean {
    const keys = Object.keys(left);
    this.#gas.spend(keys.length);
    return keys.length === Object.keys(right).length && keys.every((key) => Object.hasOwn(right, key) && this.equal(left[key], right[key]));
  }
}

function isIn(site: Site, [left, right]: readonly [unknown, unknown], gas: Gas): boolean {
  if (Array.isArray(right)) return right.some((element) => equal(left, element, gas));
  if (isMap(right) && typeof left === 'string') return Object.hasOwn(right, left);
  if (isMap(right))
    throw valueError(`"in" looks for a key of ${site.operands[1]}: ${site.operands[0]} is ${describe(left)}, a key is text`);
  throw operandError(site, [left, right]);
}

/** One list of the elements of several. */
export function concatenated(lists: readonly (readonly unknown[])[], gas: Gas): unknown[] {
  const length = lists.reduce((sum, list) => sum + list.length, 0);
  if (length > MAX_RESULT) throw limitError(`a list has more than ${MAX_RESULT} elements`, 'work on fewer');
  gas.spend(length / 4);
  return lists.flat(1);
}

function joinable(value: unknown): boolean {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' || value instanceof Timestamp;
}

function joined(value: unknown): string {
  return value instanceof Timestamp ? value.text() : String(value);
}

/** Names the operand that is null, or says what the operands are. */
export function operandError(site: Site, values: readonly unknown[]): Error {
  const told = values.map((value, index) => `${site.operands[index]} is ${describe(value)}`);
  return nullError(site, values) ?? valueError(`"${site.name}" does not fit: ${told.join(', ')}`);
}

/** Anything can be looked for in a list, null as well. */
function nullError(site: Site, values: readonly unknown[]): Error | undefined {
  const index = values.findIndex((value, at) => (value === null || value === undefined) && !(site.name === 'in' && at === 0));
  const operand = site.operands[index];
  if (operand === undefined) return undefined;
  const hint = operand.startsWith('$') ? `default(${operand}, …) gives a value where there is none` : undefined;
  return valueError(`${operand} is null: "${site.name}" needs a value`, hint);
}
