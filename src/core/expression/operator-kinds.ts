import type { BinaryOperator } from './operators.ts';
import { BOOLEAN, DURATION, LIST, MAP, NUMBER, TEXT, TIME } from './values.ts';

/** The kind of an operator's result on two kinds, 0 where it has none. Says the same as `applyBinary` does. */
export function operatorResult(operator: BinaryOperator, left: number, right: number): number {
  switch (operator) {
    case '==':
    case '!=':
      return BOOLEAN;
    case 'in':
      return right === LIST || (right === MAP && left === TEXT) ? BOOLEAN : 0;
    case '<':
    case '<=':
    case '>':
    case '>=':
      return left === right && (left & (NUMBER | TEXT | BOOLEAN | TIME | DURATION)) !== 0 ? BOOLEAN : 0;
    case '*':
    case '/':
    case '%':
      return left === NUMBER && right === NUMBER ? NUMBER : 0;
    case '-':
      return difference(left, right);
    case '+':
      return sum(left, right);
  }
}

function difference(left: number, right: number): number {
  if (left === TIME && right === TIME) return DURATION;
  if (right === DURATION) return left & (TIME | DURATION);
  return left === NUMBER && right === NUMBER ? NUMBER : 0;
}

function sum(left: number, right: number): number {
  if (left === right) return left & (NUMBER | TEXT | LIST | DURATION);
  const both = left | right;
  if (both === (TIME | DURATION)) return TIME;
  return (both & TEXT) !== 0 && (both & (NUMBER | BOOLEAN | TIME)) !== 0 ? TEXT : 0;
}
