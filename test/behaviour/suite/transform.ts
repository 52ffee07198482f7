import { describe, expect, test } from 'vitest';

import type { Step } from '../../../src/core/definition/step.ts';
import { definition, ran, type Driver } from '../driver.ts';

function transform(jsonata: string, input: unknown, more: Readonly<Record<string, unknown>> = {}): Step {
  return { id: 't', type: 'transform', jsonata, input, ...more };
}

const ORDERS = [
  { sku: 'a', price: 2, qty: 3 },
  { sku: 'b', price: 1, qty: 4 },
];

export function transforms(driver: Driver): void {
  describe('transform', () => {
    test("Values: the program's result, from input with references", async () => {
      const program = '{ "total": $sum(items.(price * qty)), "skus": items.sku, "first": items[0].sku }';
      const { result } = await ran(driver, definition([transform(program, { items: '$orders' })]), { input: { orders: ORDERS } });
      expect(result.output).toEqual({ t: { total: 10, skus: ['a', 'b'], first: 'a' } });
    });

    test('References: the program itself is not resolved: its $ are its own', async () => {
      const { result } = await ran(driver, definition([transform('( $x := n; $x + 1 )', { n: '$n' })]), { input: { n: 4, x: 9 } });
      expect(result.output).toEqual({ t: 5 });
    });

    test('Null: where a program finds nothing', async () => {
      const { result } = await ran(driver, definition([transform('nothing.here', { a: 1 })]));
      expect(result.output).toEqual({ t: null });
    });

    test('Failing: what a program complains of is an ExpressionError, not tried again', async () => {
      const step = transform('$error("too dear")', {}, { retry: { maxAttempts: 3, baseDelay: 5 } });
      const { result } = await ran(driver, definition([step]));
      expect(result.failure).toMatchObject({
        code: 'ExpressionError',
        class: 'permanent',
        attempts: 1,
        message: expect.stringContaining('too dear') as string,
      });
    });
  });
}
