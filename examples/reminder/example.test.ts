import { expect, it } from 'vitest';

import { beside, exampleRun, recordsOf, rowsOf, statusesOf } from '../example-run.ts';

const example = exampleRun();
const file = beside(import.meta.url, 'reminder.workflow.yaml');

it('writes, waits, writes again', async () => {
  const result = await example.run(file, { email: 'ada@example.com', remindAfter: '1s' });
  expect(result.status).toBe('COMPLETED');
  expect(statusesOf(result)['until-end']).toBe('SKIPPED');
  expect(result.steps.find(({ path }) => path === 'until-reminder')?.duration).toBeGreaterThanOrEqual(1000);
  expect(recordsOf(example.read('gmail/outbox.jsonl')).map(({ subject }) => subject)).toEqual(['Welcome', 'Your trial ends soon']);
  expect(rowsOf(example.read('sheets/trials.csv'))).toEqual([expect.stringMatching(/^ada@example\.com,/)]);
});

it('does not wait for a time that has passed', async () => {
  const result = await example.run(file, { email: 'grace@example.com', remindAfter: 0, trialEnds: '2020-01-01T00:00:00Z' });
  expect(result.status).toBe('COMPLETED');
  expect(statusesOf(result)['until-end']).toBe('COMPLETED');
});

it('can be cancelled while it waits', async () => {
  const run = await example.stepwright.start(file, { email: 'linus@example.com' });
  for await (const { type } of run.events()) if (type === 'step:waiting') break;
  await run.cancel();
  expect(await run.result()).toMatchObject({ status: 'CANCELLED', success: false });
});
