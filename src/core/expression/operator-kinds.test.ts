import fc from 'fast-check';
import { expect, test } from 'vitest';
import { StepwrightError } from '../errors/stepwright-error.ts';
import { Gas } from './limits.ts';
import { operatorResult } from './operator-kinds.ts';
import { applyBinary, type BinaryOperator } from './operators.ts';
import { Duration, kindOf, Timestamp } from './values.ts';

const OPERATORS: readonly BinaryOperator[] = ['+', '-', '*', '/', '%', '<', '<=', '>', '>=', '==', '!=', 'in'];

const value = fc.oneof(
  fc.constantFrom(null, true, false, '', 'a', [], [1], {}, { a: 1 }),
  fc.integer({ min: 1, max: 1000 }),
  fc.integer({ min: 0, max: 1000 }).map((ms) => new Timestamp(ms)),
  fc.integer({ min: 0, max: 1000 }).map((ms) => new Duration(ms)),
);

test('the static check knows exactly which kinds an operator takes, and what it gives', () => {
  fc.assert(
    fc.property(fc.constantFrom(...OPERATORS), value, value, (operator, left, right) => {
      const told = operatorResult(operator, kindOf(left), kindOf(right));
      let result = 0;
      try {
        result = kindOf(applyBinary({ name: operator, operands: ['a', 'b'] }, [left, right], new Gas()));
      } catch (error) {
        expect(error).toBeInstanceOf(StepwrightError);
      }
      expect(result).toBe(told);
    }),
    { numRuns: 3000 },
  );
});
