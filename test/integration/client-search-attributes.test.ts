import { Client, Connection } from '@temporalio/client';
import { beforeAll, describe, expect, it, vi } from 'vitest';

import type { WorkflowDefinition } from '../../src/core/definition/workflow-definition.ts';
import { collect, useClient } from '../helpers/client.ts';
import { temporal, unique } from '../helpers/temporal.ts';

const client = useClient();
const namespace = unique('fresh');

const definition: WorkflowDefinition = {
  id: unique('partial'),
  name: 'Partial',
  version: '2.0.0',
  failureStrategy: 'continue-on-error',
  steps: [
    { id: 'bad', target: 'util', action: 'fail', params: { class: 'permanent' } },
    { id: 'good', target: 'util', action: 'echo' },
  ],
};

beforeAll(async () => {
  const connection = await Connection.connect({ address: temporal().address });
  await connection.workflowService.registerNamespace({ namespace, workflowExecutionRetentionPeriod: { seconds: 86_400 } as never });
  // Known to every part of the server a moment later.
  const plain = new Client({ connection, namespace });
  await vi.waitFor(() => plain.workflow.count(), { timeout: 30_000, interval: 200 });
  await connection.close();
});

describe('a namespace without our search attributes', () => {
  it('gets them from the first client, and runs are found by their own status', async () => {
    const stepwright = await client.connectAgain({ namespace, worker: true });
    const result = await stepwright.execute(definition, {}, { tags: ['x'] });
    expect(result.status).toBe('PARTIAL');
    await expect
      .poll(() => collect(stepwright.list({ status: 'PARTIAL', tag: 'x', version: '2.0.0' })), { timeout: 5000 })
      .toMatchObject([{ runId: result.runId }]);
    expect(await collect(stepwright.list({ status: 'COMPLETED' }))).toEqual([]);
  });
});
