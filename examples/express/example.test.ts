import { Client, Connection } from '@temporalio/client';
import type { Run } from 'stepwright';
import { expect, it } from 'vitest';

import { temporal } from '../../test/helpers/temporal.ts';
import { beside, exampleRun, rowsOf } from '../example-run.ts';

const example = exampleRun();
const file = beside(import.meta.url, 'express.workflow.yaml');

/** A request of which somebody has to decide. */
async function asked(name: string): Promise<Run> {
  const run = await example.stepwright.start(file, { name, limit: 500 });
  for await (const { type, path } of run.events()) if (type === 'step:waiting' && path === 'decide') break;
  return run;
}

/** What the server was asked for: activities, and markers of what was done beside the workflow. */
async function scheduled(run: Run): Promise<{ readonly activities: number; readonly sections: number }> {
  const connection = await Connection.connect({ address: temporal().address });
  const { events } = await new Client({ connection }).workflow.getHandle(run.id).fetchHistory();
  await connection.close();
  const count = (field: 'activityTaskScheduledEventAttributes' | 'markerRecordedEventAttributes') =>
    (events ?? []).filter((event) => event[field] !== undefined && event[field] !== null).length;
  return { activities: count('activityTaskScheduledEventAttributes'), sections: count('markerRecordedEventAttributes') };
}

it('makes the calls before and after the decision in one section each', async () => {
  const run = await asked('ada');
  await run.approve('decide', { as: 'ada' });
  expect(await run.result()).toMatchObject({ status: 'COMPLETED', output: { limit: 500 } });
  expect(await scheduled(run)).toEqual({ activities: 0, sections: 2 });
  expect(rowsOf(example.read('sheets/accounts.csv'))).toHaveLength(1);
  expect(example.read('files/accounts/ada/request.txt')).toBe('Limit 500');
});

it('undoes what was done when the answer is no', async () => {
  const run = await asked('eve');
  await run.reject('decide', { as: 'ada', comment: 'too much' });
  expect(await run.result()).toMatchObject({ status: 'ROLLED_BACK', failure: { code: 'Rejected' } });
  expect(example.exists('files/accounts/eve/request.txt')).toBe(false);
});
