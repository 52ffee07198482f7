import { describe, expect, it } from 'vitest';

import type { WorkflowDefinition } from '../../src/core/definition/workflow-definition.ts';
import { useClient } from '../helpers/client.ts';
import { unique } from '../helpers/temporal.ts';

const client = useClient();

const undo = (action: string) => ({ rollback: { target: 'util', action, params: {} } });
const definition = (): WorkflowDefinition => ({
  id: unique('failing'),
  name: 'Failing',
  rollbackOnFailure: true,
  steps: [
    { id: 'mail', target: 'util', action: 'fail', params: { message: 'no mail', class: 'permanent' }, optional: true },
    { id: 'one', target: 'util', action: 'echo', params: {}, ...undo('echo') },
    { id: 'two', target: 'util', action: 'echo', params: {}, ...undo('fail') },
    {
      id: 'block',
      type: 'try',
      steps: [{ id: 'pay', target: 'util', action: 'fail', params: { message: 'down', class: 'transient' }, retryCount: 1 }],
    },
    { id: 'after', target: 'util', action: 'echo', params: {} },
  ],
});

describe('report', () => {
  it('tells of an ended run what failed first, what followed and what to do', async () => {
    const run = await client.stepwright.start(definition());
    await run.result();
    const report = await run.report();
    expect(report).toMatchObject({
      runId: run.id,
      status: 'FAILED',
      first: { path: 'block.pay', class: 'transient', message: 'down', attempts: 2, at: expect.stringMatching(/^20.*Z$/) as string },
      before: [{ path: 'mail', message: 'no mail' }],
      notReached: 1,
    });
    expect(report.followed.map(({ path, what }) => `${path} ${what}`)).toEqual([
      'block failed-with-it',
      'one rolled-back',
      'two not-rolled-back',
    ]);
    expect(report.advice.join(' ')).toMatch(/2 attempts were not enough.*two was not undone/);
  });

  it('tells of a run that goes on what failed so far', async () => {
    const { steps: _steps, ...head } = definition();
    const run = await client.stepwright.start({
      ...head,
      steps: [
        { id: 'mail', target: 'util', action: 'fail', params: { message: 'no mail', class: 'permanent' }, optional: true },
        { id: 'go', type: 'event', event: 'go' },
      ],
    });
    await expect.poll(async () => (await run.report()).first?.path).toBe('mail');
    expect(await run.report()).toMatchObject({ status: 'RUNNING', notReached: 0 });
    await run.event('go');
    expect((await run.result()).success).toBe(true);
  });
});
