import type { Json } from '../definition/json.ts';
import { BINDING, type Binding } from './node.ts';
import { reference, type Reference, type Ref, type Refs } from './reference.ts';

/** What can stand in a text: null as nothing, a list or object as JSON. */
type Insertable = string | number | boolean | null | Reference<unknown>;

/** Text with values in it: text`Order-${input.orderId}.pdf`. Dollar signs are just that. */
export function text(literals: TemplateStringsArray, ...values: readonly Insertable[]): Ref<string> {
  return reference({ kind: 'text', literals, values });
}

/**
 * A calculation, with values in it: expr<number>`${order.net} * 1.2`. What stands between them is the expression language of
 * docs/language.md; a text or list that is inserted becomes a literal, so it needs no quotes. Its type is taken on trust.
 */
export function expr<T = unknown>(pieces: TemplateStringsArray, ...operands: readonly (Json | Reference<unknown>)[]): Ref<T> {
  return reference({ kind: 'expression', pieces, operands, binding: 'free' });
}

/** True or false, or a reference to it; null counts as false. */
export type Condition = boolean | Reference<boolean> | Reference<boolean | null>;

type Ordered = number | string;

/** `left > right`, of two numbers or two texts. */
export function gt<T extends Ordered>(left: Operand<T>, right: Operand<T>): Ref<boolean> {
  return comparison('>', left, right);
}

/** `left >= right`. */
export function gte<T extends Ordered>(left: Operand<T>, right: Operand<T>): Ref<boolean> {
  return comparison('>=', left, right);
}

/** `left < right`. */
export function lt<T extends Ordered>(left: Operand<T>, right: Operand<T>): Ref<boolean> {
  return comparison('<', left, right);
}

/** `left <= right`. */
export function lte<T extends Ordered>(left: Operand<T>, right: Operand<T>): Ref<boolean> {
  return comparison('<=', left, right);
}

/** Whether two values are equal; lists and objects are compared as a whole. */
export function eq<T>(left: Reference<T>, right: NoInfer<Refs<T>> | null): Ref<boolean> {
  return comparison('==', left, right);
}

/** Whether two values differ. */
export function ne<T>(left: Reference<T>, right: NoInfer<Refs<T>> | null): Ref<boolean> {
  return comparison('!=', left, right);
}

/** Whether all conditions hold. */
export function and(...conditions: readonly [Condition, Condition, ...Condition[]]): Ref<boolean> {
  return expression(joints(conditions, '&&'), conditions, BINDING.and);
}

/** Whether one of the conditions holds. */
export function or(...conditions: readonly [Condition, Condition, ...Condition[]]): Ref<boolean> {
  return expression(joints(conditions, '||'), conditions, BINDING.or);
}

/** Whether the condition does not hold. */
export function not(condition: boolean | Reference<boolean>): Ref<boolean> {
  return expression(['!', ''], [condition], BINDING.unary);
}

/** Whether the value is there and not null. */
export function isSet(value: Reference<unknown>): Ref<boolean> {
  return expression(['has(', ')'], [value], BINDING.call);
}

/** The value where it is there and not null, else the other one. */
export function fallback<T, V extends Refs<NonNullable<T>>>(value: Reference<T>, otherwise: V): Ref<NonNullable<T>> {
  return expression(['default(', ', ', ')'], [value, otherwise], BINDING.call);
}

type Operand<T> = T | Reference<T>;

function comparison(operator: string, left: unknown, right: unknown): Ref<boolean> {
  return expression(['', ` ${operator} `, ''], [left, right], BINDING.comparison);
}

function expression<T>(pieces: readonly string[], operands: readonly unknown[], binding: Binding): Ref<T> {
  return reference({ kind: 'expression', pieces, operands, binding });
}

function joints(conditions: readonly unknown[], operator: string): readonly string[] {
  return ['', ...conditions.slice(1).map(() => ` ${operator} `), ''];
}
