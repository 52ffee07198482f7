import { Client, Connection } from '@temporalio/client';
import { expect, it } from 'vitest';
import { z } from 'zod';

import { action } from '../../src/core/target/action.ts';
import { defineTarget } from '../../src/core/target/define-target.ts';
import { useClient } from '../helpers/client.ts';
import { temporal } from '../helpers/temporal.ts';

const web = defineTarget('web', {
  actions: {
    ask: action({ params: z.object({ method: z.string() }), idempotent: ({ method }) => method === 'GET', run: ({ method }) => method }),
  },
});

const client = useClient({ targets: [web] });

const step = (id: string, method: string) => ({ id, target: 'web', action: 'ask', params: { method } });

/** Activities by their id, and how many markers. */
async function scheduled(runId: string): Promise<{ readonly activities: readonly unknown[]; readonly markers: number }> {
  const connection = await Connection.connect({ address: temporal().address });
  const { events } = await new Client({ connection }).workflow.getHandle(runId).fetchHistory();
  await connection.close();
  const activities = (events ?? []).flatMap(({ activityTaskScheduledEventAttributes: each }) => (each ? [each.activityId] : []));
  return { activities, markers: (events ?? []).filter(({ markerRecordedEventAttributes: each }) => each).length };
}

it.each(['local', 'express'] as const)('%s: only calls whose params say so are made beside the workflow', async (execution) => {
  const steps = [step('first', 'GET'), step('send', 'POST'), step('second', 'GET'), step('third', 'GET')];
  const run = await client.stepwright.start({ id: `asks-${execution}`, name: 'Asks', execution, steps }, {});
  expect(await run.result()).toMatchObject({
    status: 'COMPLETED',
    output: { first: 'GET', send: 'POST', second: 'GET', third: 'GET' },
  });
  // Local: one marker for each call, that of the one that was refused included.
  expect(await scheduled(run.id)).toEqual({ activities: ['send'], markers: execution === 'local' ? 4 : 2 });
});
