import { expect, it } from 'vitest';

import { beside, exampleRun, recordsOf } from '../example-run.ts';

const example = exampleRun();

it('moves on events and clocks, and says which events it takes', async () => {
  const file = beside(import.meta.url, 'ticket.workflow.yaml');
  const run = await example.stepwright.start(file, { ticket: 'T-7', customer: 'ada@example.com' });
  await run.event('comment', { text: 'any news?' });
  await run.event('answer', { solved: true });
  const result = await run.result();
  expect(result).toMatchObject({ status: 'COMPLETED', output: { ticket: 'T-7', closed: true } });
  expect(example.read('files/tickets/T-7.txt')).toBe('any news?\n');
  expect(recordsOf(example.read('gmail/outbox.jsonl')).map(({ body }) => body)).toEqual(['We are on it.', 'Closed.']);
});
