import { loadWorkflow, validateWorkflow } from 'stepwright';
import { expect, it } from 'vitest';

import { beside, exampleRun, recordsOf, statusesOf } from '../example-run.ts';
import shop, { order } from './builder.ts';

const example = exampleRun({ targets: [shop] });

it('is the same definition as the YAML form', async () => {
  expect(order).toEqual(await loadWorkflow(beside(import.meta.url, 'builder.workflow.yaml'), { targets: [shop] }));
  expect(validateWorkflow(order, { targets: [shop] })).toMatchObject({ valid: true, problems: [] });
});

it('runs like any other', async () => {
  const result = await example.run(order, { orderId: 'ORD-1', sku: 'A-1', quantity: 10 });
  expect(result).toMatchObject({ status: 'COMPLETED', output: { price: 125 } });
  expect(recordsOf(example.read('slack/sales.jsonl'))).toHaveLength(1);
  const { link } = result.output as { readonly link: string };
  expect(example.read(link.slice(link.indexOf('drive/')))).toBe('10 x A-1: 125 EUR. No note');
});

it('leaves a small order to itself', async () => {
  const result = await example.run(order, { orderId: 'ORD-2', sku: 'A-1', note: 'For Grace' });
  expect(result).toMatchObject({ status: 'COMPLETED', output: { price: 12.5 } });
  expect(statusesOf(result)).not.toHaveProperty('tell-sales.large-order');
});
