import { describe, expect, it } from 'vitest';

import type { Run } from '../../src/client/api.ts';
import type { WorkflowDefinition } from '../../src/core/definition/workflow-definition.ts';
import type { WorkflowEventType } from '../../src/core/run/events.ts';
import { useClient } from '../helpers/client.ts';
import { unique } from '../helpers/temporal.ts';

const client = useClient();

function sleeps(ms: number): WorkflowDefinition {
  return {
    id: unique('sleeps'),
    name: 'Sleeps',
    rollbackOnFailure: true,
    steps: [
      {
        id: 'before',
        target: 'util',
        action: 'echo',
        params: { n: 1 },
        rollback: { target: 'util', action: 'echo', params: { undo: '$before.n' } },
      },
      { id: 'nap', target: 'util', action: 'sleep', params: { ms } },
      { id: 'after', target: 'util', action: 'echo', params: { n: 2 } },
    ],
  };
}

async function until(run: Run, type: WorkflowEventType, path?: string): Promise<void> {
  for await (const event of run.events()) if (event.type === type && (path === undefined || event.path === path)) return;
  throw new Error(`the run ended without ${type}`);
}

describe('a run under control', () => {
  it('pauses after what runs, and resumes', async () => {
    const run = await client.stepwright.start(sleeps(300));
    await until(run, 'step:started', 'nap');
    await run.pause();
    await until(run, 'step:completed', 'nap');
    expect((await run.state()).status).toBe('PAUSED');
    expect((await run.state()).steps.map(({ stepId }) => stepId)).not.toContain('after');
    await run.resume();
    expect(await run.result()).toMatchObject({ status: 'COMPLETED', success: true });
  });

  it('cancels with rollback as the definition says, and the result tells', async () => {
    const run = await client.stepwright.start(sleeps(60_000));
    await until(run, 'step:started', 'nap');
    expect(await run.rollbackPlan()).toMatchObject([{ path: 'before', target: 'util', action: 'echo', params: { undo: 1 } }]);
    await run.cancel();
    const result = await run.result();
    expect(result).toMatchObject({ status: 'CANCELLED', success: false, rollbackPerformed: true });
    expect(result.endTime).toBeInstanceOf(Date);
    expect(result.steps.find(({ stepId }) => stepId === 'before')).toMatchObject({ status: 'ROLLED_BACK', rolledBack: true });
  });

  it('cancels without rollback when told so', async () => {
    const run = await client.stepwright.start(sleeps(60_000));
    await until(run, 'step:started', 'nap');
    await run.cancel({ rollback: false, reason: 'changed my mind' });
    expect(await run.result()).toMatchObject({
      status: 'CANCELLED',
      rollbackPerformed: false,
      error: expect.stringContaining('changed my mind') as string,
    });
  });

  it('is cancelled while no worker is up, when one is back', async () => {
    const taskQueue = unique('later');
    const alone = await client.connectAgain({ taskQueue });
    const run = await alone.start(sleeps(60_000));
    await run.cancel();
    const withWorker = await client.connectAgain({ taskQueue, worker: true });
    expect(await withWorker.run(run.id).result()).toMatchObject({ status: 'CANCELLED' });
  });

  it('a terminated run has a result as well', async () => {
    const run = await client.stepwright.start(sleeps(60_000));
    await until(run, 'step:started', 'nap');
    await run.terminate('enough');
    expect(await run.result()).toMatchObject({
      status: 'FAILED',
      success: false,
      failure: { code: 'Terminated' },
      error: expect.stringContaining('enough') as string,
      workflowName: 'Sleeps',
      progress: { completedSteps: 1, totalSteps: 3, status: 'FAILED' },
    });
    const events = await run.trace();
    expect(events.at(-1)).toMatchObject({ type: 'workflow:failed', status: 'FAILED' });
    await expect(run.pause()).rejects.toMatchObject({ code: 'RunNotFound', message: expect.stringContaining('has ended') as string });
  });

  it('tells which attempt a step is at, and why the last one failed', async () => {
    const run = await client.stepwright.start({
      id: unique('flaky'),
      name: 'Flaky',
      steps: [
        {
          id: 'try',
          target: 'util',
          action: 'flaky',
          params: { failures: 1 },
          retry: { maxAttempts: 2, strategy: 'fixed', baseDelay: '2s' },
        },
      ],
    });
    await until(run, 'step:started', 'try');
    await expect
      .poll(async () => (await run.state()).steps[0], { timeout: 5000 })
      .toMatchObject({ status: 'RETRYING', attempts: 2, error: expect.any(String) as string });
    expect((await run.result()).steps[0]).toMatchObject({ status: 'COMPLETED', attempts: 2 });
  });

  it('says so when no worker answers', async () => {
    const alone = await client.connectAgain({ taskQueue: unique('nobody') });
    const run = await alone.start(sleeps(1));
    await expect(run.progress()).rejects.toMatchObject({
      code: 'TemporalUnreachable',
      message: expect.stringContaining('no worker answers') as string,
    });
    await run.terminate();
  });
});
