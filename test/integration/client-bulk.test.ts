import { describe, expect, it } from 'vitest';

import type { BulkOutcome, ListQuery, Run } from '../../src/client/api.ts';
import type { WorkflowDefinition } from '../../src/core/definition/workflow-definition.ts';
import { collect, useClient } from '../helpers/client.ts';
import { unique } from '../helpers/temporal.ts';

const client = useClient();

/** Runs of a definition of its own, that wait for an event with a variable set. */
async function waiting(regions: readonly string[]): Promise<{ readonly definition: string; readonly runs: readonly Run[] }> {
  const definition: WorkflowDefinition = {
    id: unique('bulk'),
    name: 'Bulk',
    steps: [
      { id: 'note', type: 'set', values: { region: '$where', size: { of: '$where' } } },
      { id: 'wait', type: 'event', event: 'go' },
    ],
  };
  const runs: Run[] = [];
  for (const where of regions) runs.push(await client.stepwright.start(definition, { where }));
  for (const run of runs) await expect.poll(async () => (await run.progress()).currentStepName).toBe('wait');
  await listed({ definition: definition.id }, regions.length);
  return { definition: definition.id, runs };
}

/** Visibility follows a moment after what happened. */
async function listed(query: ListQuery, many: number): Promise<void> {
  await expect.poll(() => collect(client.stepwright.list(query))).toHaveLength(many);
}

function ids(outcomes: readonly BulkOutcome[]): readonly string[] {
  return outcomes.flatMap((outcome) => ('error' in outcome ? [] : outcome.runId)).sort();
}

describe('list by variables', () => {
  it('asks each run that fits otherwise', async () => {
    const { definition, runs } = await waiting(['eu', 'us', 'eu']);
    const found = async (variables: ListQuery['variables']) =>
      (await collect(client.stepwright.list({ definition, ...(variables === undefined ? {} : { variables }) })))
        .map(({ runId }) => runId)
        .sort();
    expect(await found({ region: 'eu' })).toEqual([runs[0]?.id, runs[2]?.id].sort());
    expect(await found({ region: 'us', size: { of: 'us' } })).toEqual([runs[1]?.id]);
    expect(await found({ region: 'us', size: { of: 'eu' } })).toEqual([]);
    expect(await found({ other: 1 })).toEqual([]);
    expect(await collect(client.stepwright.list({ definition, variables: { region: 'eu' }, limit: 1 }))).toHaveLength(1);
    await Promise.all(runs.map((run) => run.event('go')));
    for (const run of runs) await run.result();
    expect(await found({ region: 'eu' })).toHaveLength(2);
  });
});

describe('bulk', () => {
  it('pauses, resumes and cancels what a filter names', async () => {
    const { definition, runs } = await waiting(['eu', 'us', 'eu']);
    const eu = [runs[0]?.id ?? '', runs[2]?.id ?? ''].sort();
    const query = { definition, variables: { region: 'eu' } };
    expect(await collect(client.stepwright.bulk('pause', query, { dryRun: true }))).toContainEqual({
      runId: eu[0],
      action: 'pause',
      dryRun: true,
    });
    expect((await runs[0]?.progress())?.status).toBe('RUNNING');
    expect(ids(await collect(client.stepwright.bulk('pause', query)))).toEqual(eu);
    await listed({ definition, status: 'PAUSED' }, 2);
    expect((await runs[1]?.progress())?.status).toBe('RUNNING');
    expect(ids(await collect(client.stepwright.bulk('resume', { definition })))).toEqual(eu);
    await listed({ definition, status: 'RUNNING' }, 3);
    expect(await collect(client.stepwright.bulk('cancel', { definition }, { cancel: { reason: 'recall' } }))).toHaveLength(3);
    for (const run of runs) expect(await run.result()).toMatchObject({ status: 'CANCELLED', error: 'the run was cancelled: recall' });
  });

  it('goes on past runs that fail', async () => {
    const { definition, runs } = await waiting(['eu', 'us']);
    await runs[0]?.event('go');
    await runs[0]?.result();
    await listed({ definition, status: 'COMPLETED' }, 1);
    const outcomes = await collect(client.stepwright.bulk('cancel', { definition, status: ['COMPLETED', 'RUNNING'] }));
    expect(outcomes).toHaveLength(2);
    expect(outcomes).toContainEqual({ runId: runs[1]?.id, action: 'cancel' });
    expect(outcomes).toContainEqual({ runId: runs[0]?.id, error: expect.objectContaining({ code: 'RunNotFound' }) as unknown });
    expect((await runs[1]?.result())?.status).toBe('CANCELLED');
  });

  it('reruns those that failed, once however often it is asked for', async () => {
    const definition: WorkflowDefinition = {
      id: unique('bulk'),
      name: 'Bulk',
      steps: [
        { id: 'first', target: 'util', action: 'echo', params: { n: 1 } },
        { id: 'check', type: 'if', condition: '$ok == false', then: [{ id: 'no', type: 'fail', error: 'not ok' }] },
      ],
    };
    const runs = await Promise.all([false, true, false].map((ok) => client.stepwright.start(definition, { ok })));
    const results = await Promise.all(runs.map((run) => run.result()));
    expect(results.map(({ status }) => status)).toEqual(['FAILED', 'COMPLETED', 'FAILED']);
    const query = { definition: definition.id, until: new Date() };
    await listed({ ...query, status: 'FAILED' }, 2);
    const failed = [runs[0]?.id ?? '', runs[2]?.id ?? ''].sort();
    const options = { rerun: { from: 'check', input: { ok: true } } };
    const outcomes = await collect(client.stepwright.bulk('rerun', query, options));
    expect(ids(outcomes)).toEqual(failed);
    expect(outcomes).toContainEqual({ runId: failed[0], action: 'rerun', rerun: `${failed[0]}~rerun` });
    for (const id of failed) expect((await client.stepwright.run(`${id}~rerun`).result()).status).toBe('COMPLETED');
    expect(await collect(client.stepwright.bulk('rerun', query, options))).toEqual(outcomes);
    await listed({ definition: definition.id }, 5);
  });

  it('refuses to mean everything unless it is said', async () => {
    await expect(collect(client.stepwright.bulk('cancel', { children: true, limit: 3 }))).rejects.toMatchObject({ code: 'InvalidValue' });
    expect(await collect(client.stepwright.bulk('cancel', { limit: 1 }, { all: true, dryRun: true }))).toEqual(expect.any(Array));
  });
});

describe('a rerun of a run with a concurrency key', () => {
  it('asks for a place of its own', async () => {
    const definition: WorkflowDefinition = {
      id: unique('bulk'),
      name: 'Bulk',
      concurrency: { key: 'one' },
      steps: [
        { id: 'check', type: 'if', condition: '$ok == false', then: [{ id: 'no', type: 'fail', error: 'not ok' }] },
        { id: 'wait', type: 'event', event: 'go' },
      ],
    };
    const failed = await client.stepwright.start(definition, { ok: false });
    expect((await failed.result()).status).toBe('FAILED');
    const holder = await client.stepwright.start(definition, { ok: true });
    await expect.poll(async () => (await holder.progress()).currentStepName).toBe('wait');
    const rerun = await failed.rerun({ from: 'check', input: { ok: true } });
    await expect.poll(async () => (await rerun.progress()).status).toBe('PENDING');
    await holder.event('go');
    await rerun.event('go');
    expect([(await holder.result()).status, (await rerun.result()).status]).toEqual(['COMPLETED', 'COMPLETED']);
  });
});
