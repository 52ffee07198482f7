import { WorkflowClient } from '@temporalio/client';
import { expect, it, vi } from 'vitest';

import type { WorkflowDefinition } from '../../src/core/definition/workflow-definition.ts';
import { useClient } from '../helpers/client.ts';
import { unique } from '../helpers/temporal.ts';

const client = useClient();

const definition: WorkflowDefinition = {
  id: unique('eager'),
  name: 'Eager',
  steps: [{ id: 'echo', target: 'util', action: 'echo', params: { said: 'yes' } }],
};

/** Whether the server gave the first task of a run with its answer to the start. */
async function startedEagerly(from: 'the worker' | 'elsewhere'): Promise<boolean> {
  const stepwright = from === 'the worker' ? client.stepwright : await client.connectAgain({ worker: false });
  const start = vi.spyOn(WorkflowClient.prototype, 'start');
  const { status } = await stepwright.execute(definition);
  expect(status).toBe('COMPLETED');
  const [handle] = await Promise.all(start.mock.results.map(({ value }) => value as ReturnType<WorkflowClient['start']>));
  return handle?.eagerlyStarted === true;
}

it('a run that the worker of this process works on gets its first task with its start', async () => {
  expect(await startedEagerly('the worker')).toBe(true);
});

it('a run that another process works on waits for its turn, and ends as well', async () => {
  expect(await startedEagerly('elsewhere')).toBe(false);
});
