import { expect, it } from 'vitest';

import { beside, exampleRun, recordsOf, rowsOf } from '../example-run.ts';

const example = exampleRun();
const file = beside(import.meta.url, 'saga.workflow.yaml');

it('cancels everything that was booked, in reverse, when the payment fails', async () => {
  const run = await example.stepwright.start(file, { traveller: 'Ada', cardWorks: false });
  const result = await run.result();
  expect(result).toMatchObject({
    status: 'ROLLED_BACK',
    success: false,
    rollbackPerformed: true,
    rollbackErrors: [],
    failure: { code: 'CardServiceDown', class: 'transient', step: 'take-payment', attempts: 2 },
  });
  const undone = (await run.trace()).filter(({ type }) => type === 'rollback:step').map(({ path }) => path);
  expect(undone).toEqual(['file-contract', 'book-car', 'book-hotel']);
  expect(rowsOf(example.read('sheets/hotel-bookings.csv'))).toEqual([]);
  expect(rowsOf(example.read('sheets/car-bookings.csv'))).toEqual([]);
  expect(example.exists('gmail/outbox.jsonl')).toBe(false);
});

it('books the trip when the card works', async () => {
  const result = await example.run(file, { traveller: 'Grace' });
  expect(result).toMatchObject({ status: 'COMPLETED', rollbackPerformed: false });
  expect(rowsOf(example.read('sheets/hotel-bookings.csv'))).toEqual([expect.stringMatching(/^Grace,3/)]);
  expect(recordsOf(example.read('gmail/outbox.jsonl'))).toEqual([expect.objectContaining({ body: 'Have a good journey, Grace' })]);
});
