import { expect, it } from 'vitest';
import * as z from 'zod';

import { parseDefinition } from '../definition/parse.ts';
import { validateWorkflow } from '../validation/validate-workflow.ts';
import { targets } from './builtin-actions.ts';
import { eq } from './expressions.ts';
import { workflow } from './workflow.ts';

it('transforms, and what a call may say of cache, circuit breaker and its last failure', () => {
  const definition = workflow('built', { name: 'Built', input: z.object({ orderId: z.string() }) }, (w, order) => {
    w.transform('total', { input: { orders: order.orderId }, jsonata: '$sum(orders.price)', cache: { ttl: '5m', scope: 'run' } });
    w.action('charge', targets.util.echo, {
      params: { amount: order.orderId },
      onExhausted: 'park',
      cache: { key: order.orderId, when: () => eq(order.orderId, 'x') },
      circuitBreaker: { key: 'bank', failures: 3, openFor: '1m' },
    });
  });
  expect(validateWorkflow(definition).problems).toEqual([]);
  const written = `
- { id: total, type: transform, cache: { ttl: 5m, scope: run }, input: { orders: $orderId }, jsonata: $sum(orders.price) }
- id: charge
  target: util
  action: echo
  params: { amount: $orderId }
  onExhausted: park
  cache: { key: $orderId, when: $orderId == "x" }
  circuitBreaker: { key: bank, failures: 3, openFor: 1m }
`;
  expect(definition.steps).toEqual(parseDefinition(written, { format: 'yaml' }).value);
});
