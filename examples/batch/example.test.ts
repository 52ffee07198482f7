import { expect, it } from 'vitest';

import { beside, exampleRun, recordsOf, rowsOf } from '../example-run.ts';

const example = exampleRun();

it('pays what can be paid, tells the rest, and archives the statements', async () => {
  const result = await example.run(beside(import.meta.url, 'batch.workflow.yaml'), {
    payouts: [
      { id: 'p1', amount: 10, currency: 'EUR' },
      { id: 'p2', amount: 0, currency: 'EUR' },
      { id: 'p3', amount: 5, currency: 'USD' },
    ],
  });
  expect(result).toMatchObject({ status: 'COMPLETED', output: { paid: [10, 5], failed: [1], polls: 3, archived: 2 } });
  expect(rowsOf(`header\n${example.read('files/bank/2025-01.csv')}`).toSorted()).toEqual(['p1,10,EUR', 'p3,5,USD']);
  expect(example.read('files/statements/2025-01-EUR.txt')).toBe('EUR 10');
  expect(example.read('files/archive/2025-01.txt')).toBe('2 statements');
  expect(recordsOf(example.read('slack/payouts.jsonl')).map(({ message }) => message)).toEqual([
    'Payout p2 is over 0',
    'Payouts of 2025-01: COMPLETED',
  ]);
});
