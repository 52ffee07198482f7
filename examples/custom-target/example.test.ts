import { expect, it } from 'vitest';

import { beside, exampleRun } from '../example-run.ts';
import targets from './targets.ts';

const example = exampleRun({ targets });
const file = beside(import.meta.url, 'custom-target.workflow.yaml');

it('calls the target and the step function', async () => {
  const result = await example.run(file, { customer: 'Ada', price: 100, currency: 'USD' });
  expect(result).toMatchObject({ status: 'COMPLETED', output: { path: 'quotes/Ada.txt', amount: 108 } });
  expect(example.read('files/quotes/Ada.txt')).toBe('Dear Ada, our price is 108 USD.');
});

it('does not try again what is permanent', async () => {
  const result = await example.run(file, { customer: 'Ada', price: 100, currency: 'XXX' });
  expect(result).toMatchObject({
    status: 'FAILED',
    failure: { code: 'UnknownCurrency', class: 'permanent', step: 'convert', attempts: 1 },
  });
});

it('checks params before the action is called', async () => {
  const result = await example.run(file, { customer: 'Ada', price: 100, currency: 'EURO' });
  expect(result).toMatchObject({ status: 'FAILED', failure: { code: 'InvalidParams', step: 'convert' } });
});
