import { expect, it } from 'vitest';

import { beside, exampleRun } from '../example-run.ts';

const example = exampleRun();
const file = beside(import.meta.url, 'data-check.workflow.yaml');
const line = { sku: 'A', quantity: 2, price: 9.5 };
const order = { id: 'ORD-7', email: 'ada@example.com', lines: [line] };

it('bills a sound order', async () => {
  const result = await example.run(file, { order });
  expect(result).toMatchObject({ status: 'COMPLETED', output: { order: 'ORD-7', billed: true, amount: 19 } });
  expect(example.read('files/bills/ORD-7.txt')).toBe('To ada@example.com: 19 EUR');
});

it('returns early for a gift', async () => {
  const result = await example.run(file, { order: { ...order, id: 'ORD-8', lines: [{ ...line, price: 0 }] } });
  expect(result).toMatchObject({ status: 'COMPLETED', output: { order: 'ORD-8', billed: false } });
  expect(example.exists('files/bills/ORD-8.txt')).toBe(false);
});

it('fails with an error of its own for an order that is too large', async () => {
  const result = await example.run(file, { order: { ...order, id: 'ORD-9', lines: [{ ...line, quantity: 2000 }] } });
  expect(result).toMatchObject({
    status: 'FAILED',
    failure: {
      code: 'OrderTooLarge',
      step: 'refuse',
      message: expect.stringContaining('worth 19000') as string,
      details: { amount: 19000 },
    },
  });
});

it('names every violation of an order that is not sound', async () => {
  const result = await example.run(file, { order: { ...order, id: '7', lines: [] } });
  expect(result).toMatchObject({ status: 'FAILED', failure: { code: 'InvalidInput', class: 'validation', step: 'check' } });
  expect(result.error).toMatch(/\/id .*\/lines /);
});
