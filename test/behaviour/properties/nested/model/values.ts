import type { Place } from './world.ts';

/** The value of a mapping: references and `${ … }` alone or anywhere inside lists and objects; other text is text. */
export function resolve(given: unknown, place: Place): unknown {
  if (Array.isArray(given)) return given.map((each) => resolve(each, place));
  if (typeof given === 'object' && given !== null)
    return Object.fromEntries(Object.entries(given).map(([key, value]) => [key, resolve(value, place)]));
  if (typeof given !== 'string' || !given.startsWith('$')) return given;
  return given.startsWith('${') ? evaluate(given.slice(2, -1).trim(), place) : look(given, place);
}

/** Whether a condition holds; null counts as false. */
export function holds(condition: string | boolean | undefined, place: Place): boolean {
  const value = typeof condition === 'string' ? evaluate(condition, place) : (condition ?? null);
  if (value !== true && value !== false && value !== null) throw new Error(`not a condition: ${String(condition)}`);
  return value === true;
}

type Operator = (left: unknown, right: unknown) => unknown;

/** Loosest first; every operator stands between spaces and none twice. */
const OPERATORS: readonly (readonly [string, Operator])[] = [
  ['||', (left, right) => left === true || right === true],
  ['&&', (left, right) => left === true && right === true],
  ['==', (left, right) => same(left, right)],
  ['!=', (left, right) => !same(left, right)],
  ['<', (left, right) => Number(left) < Number(right)],
  ['>=', (left, right) => Number(left) >= Number(right)],
  ['+', (left, right) => Number(left) + Number(right)],
  ['*', (left, right) => Number(left) * Number(right)],
];

/** The few expressions that generated definitions hold. */
function evaluate(text: string, place: Place): unknown {
  for (const [sign, operator] of OPERATORS) {
    const at = text.indexOf(` ${sign} `);
    if (at > 0) return operator(evaluate(text.slice(0, at), place), evaluate(text.slice(at + sign.length + 2), place));
  }
  const call = /^default\((?<reference>[^,]+), (?<otherwise>.+)\)$/.exec(text)?.groups;
  if (call !== undefined) return evaluate(call['reference'] ?? '', place) ?? evaluate(call['otherwise'] ?? '', place);
  return text.startsWith('$') ? look(text, place) : JSON.parse(text);
}

/** `$name.field.field`: below null is null. */
function look(reference: string, place: Place): unknown {
  const [root = '', ...fields] = reference.slice(1).split('.');
  let value = valueOf(root, place);
  for (const field of fields) {
    if (value === null) return null;
    const below = (value as Readonly<Record<string, unknown>>)[field];
    if (below === undefined) throw new Error(`nothing at ${reference}`);
    value = below;
  }
  return value;
}

/** Loop and catch variables, then steps and set variables; a declared name without a value is null. */
function valueOf(name: string, { locals, names }: Place): unknown {
  return locals[name] ?? names.values.get(name) ?? names.variables.get(name) ?? null;
}

function same(left: unknown, right: unknown): boolean {
  return JSON.stringify(left) === JSON.stringify(right);
}
