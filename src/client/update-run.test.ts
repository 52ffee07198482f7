import { WorkflowUpdateFailedError } from '@temporalio/client';
import { ApplicationFailure, WorkflowNotFoundError } from '@temporalio/common';
import { describe, expect, it } from 'vitest';

import type { Cluster } from './cluster.ts';
import { updateRun } from './update-run.ts';

const message = { type: 'paid', id: 'e-1' };
const update = { name: 'event', message, hints: { TooManyEvents: 'wait' } } as const;
const notFound = new WorkflowNotFoundError('workflow execution already completed', 'run-1', undefined);
const historyEnded = failed(ApplicationFailure.create({ type: 'AcceptedUpdateCompletedWorkflow', message: 'completed before' }));

function failed(cause: ApplicationFailure): WorkflowUpdateFailedError {
  return new WorkflowUpdateFailedError('Workflow Update failed', cause);
}

/** A run in this status whose answers are these, one after the other: an error, or that it was taken in. */
function server(status: string, answers: readonly (Error | 'taken')[]) {
  const left = [...answers];
  let sent = 0;
  const handle = {
    executeUpdate() {
      sent += 1;
      const answer = left.shift();
      return answer instanceof Error ? Promise.reject(answer) : Promise.resolve();
    },
    describe: () => (status === 'NONE' ? Promise.reject(notFound) : Promise.resolve({ status: { name: status } })),
  };
  const connection = {
    withAbortSignal: (_signal: AbortSignal, call: () => unknown) => call(),
    withDeadline: (_deadline: number, call: () => unknown) => call(),
  };
  const cluster = {
    client: { workflow: { getHandle: () => handle } },
    closed: new AbortController().signal,
    config: { namespace: 'default', taskQueue: 'q' },
    connection,
    worker: { ready: () => Promise.resolve() },
  };
  return { cluster: cluster as unknown as Cluster, sent: () => sent };
}

describe('updateRun', () => {
  it.each([
    ['ends a history before it answers', historyEnded],
    ['is between two histories', notFound],
  ])('tells an open run again that %s', async (_when, error) => {
    const { cluster, sent } = server('RUNNING', [error, error, 'taken']);
    await updateRun(cluster, 'run-1', update);
    expect(sent()).toBe(3);
  });

  it('gives up on a run that never answers in time', async () => {
    const { cluster, sent } = server(
      'RUNNING',
      Array.from({ length: 20 }, () => historyEnded),
    );
    await expect(updateRun(cluster, 'run-1', update)).rejects.toMatchObject({ code: 'TemporalUnreachable' });
    expect(sent()).toBe(5);
  });

  it.each([historyEnded, notFound])('says that a run has ended', async (error) => {
    const { cluster } = server('FAILED', [error]);
    await expect(updateRun(cluster, 'run-1', update)).rejects.toMatchObject({
      code: 'RunEnded',
      message: 'run "run-1" has ended (FAILED)',
    });
  });

  it('says that there is no run', async () => {
    const { cluster } = server('NONE', [notFound]);
    await expect(updateRun(cluster, 'run-1', update)).rejects.toMatchObject({ code: 'RunNotFound' });
  });

  it("gives a refusal in the run's words, with what to do", async () => {
    const record = { code: 'TooManyEvents', class: 'permanent', message: 'full', details: { most: 1 } };
    const refused = failed(ApplicationFailure.create({ type: 'TooManyEvents', message: 'full', details: [record] }));
    const { cluster } = server('RUNNING', [refused]);
    await expect(updateRun(cluster, 'run-1', update)).rejects.toMatchObject({ ...record, hint: 'wait' });
  });

  it('says that a foreign workflow has no such update', async () => {
    const { cluster } = server('RUNNING', [failed(ApplicationFailure.create({ type: 'ReferenceError', message: 'no handler' }))]);
    await expect(updateRun(cluster, 'run-1', update)).rejects.toMatchObject({
      code: 'InvalidValue',
      message: 'run "run-1" does not take the update "event": no handler',
    });
  });
});
