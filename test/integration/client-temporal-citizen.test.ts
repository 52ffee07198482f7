import { Client, Connection } from '@temporalio/client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import type { WireWorkflowResult } from '../../src/core/run/result.ts';
import type { TrailPage } from '../../src/core/run/wire.ts';
import { collect, useClient } from '../helpers/client.ts';
import { temporal, unique } from '../helpers/temporal.ts';

const stepwrightClient = useClient();

/** A program that knows Temporal and nothing of Stepwright. */
let plain: Client;
let taskQueue: string;

beforeAll(async () => {
  plain = new Client({ connection: await Connection.connect({ address: temporal().address }) });
  taskQueue = stepwrightClient.taskQueue;
  // The worker starts with the first use.
  await stepwrightClient.stepwright.execute({ id: 'warm-up', name: 'Warm up', steps: [{ id: 'a', target: 'util', action: 'echo' }] });
});

afterAll(() => plain.connection.close());

function definition(id: string, ms = 1) {
  return {
    id,
    name: 'From outside',
    steps: [
      { id: 'nap', name: 'Nap', target: 'util', action: 'sleep', params: { ms } },
      { id: 'say', target: 'util', action: 'echo', params: { text: 'Hello $who' } },
    ],
  };
}

describe('any Temporal client', () => {
  it('starts a definition and reads its result', async () => {
    const id = unique('outside');
    const result = (await plain.workflow.execute(id, {
      workflowId: id,
      taskQueue,
      args: [{ definition: definition(id), input: { who: 'world' } }],
    })) as WireWorkflowResult;
    expect(result).toMatchObject({ status: 'COMPLETED', runId: id, workflowId: id, output: { say: { text: 'Hello world' } } });
    const run = stepwrightClient.stepwright.run(id);
    expect((await run.result()).endTime).toBeInstanceOf(Date);
    expect((await run.trace()).at(0)).toMatchObject({ type: 'workflow:started', workflowName: 'From outside' });
  });

  it("sees a run's progress as Temporal's UI shows it", async () => {
    const id = unique('outside');
    const handle = await plain.workflow.start(id, {
      workflowId: id,
      taskQueue,
      args: [{ definition: definition(id), input: { who: 'x' } }],
    });
    await handle.result();
    const { currentDetails } = await handle.query<{ readonly currentDetails: string }>('__temporal_workflow_metadata');
    expect(currentDetails).toBe(
      ['**COMPLETED** · 100% · 2/2 steps', '', '- ✔ `nap` Nap · COMPLETED', '- ✔ `say` say · COMPLETED'].join('\n'),
    );
  });

  it('sees steps by their paths, and is told by events like any other run', async () => {
    const id = unique('outside');
    const handle = await plain.workflow.start(id, {
      workflowId: id,
      taskQueue,
      args: [{ definition: definition(id), input: { who: 'x' } }],
    });
    const events = await collect(stepwrightClient.stepwright.run(id).events());
    expect(events.filter(({ type }) => type !== 'workflow:progress').map(({ type, path }) => [type, path])).toEqual([
      ['workflow:started', undefined],
      ['step:started', 'nap'],
      ['step:completed', 'nap'],
      ['step:started', 'say'],
      ['step:completed', 'say'],
      ['workflow:completed', undefined],
    ]);
    const { events: history } = await handle.fetchHistory();
    const scheduled = history?.flatMap((event) => event.activityTaskScheduledEventAttributes ?? []) ?? [];
    expect(scheduled.map((activity) => [activity.activityId, activity.activityType?.name])).toEqual(
      expect.arrayContaining([
        ['nap', 'util.sleep'],
        ['say', 'util.echo'],
      ]),
    );
  });

  it('signals and queries', async () => {
    const id = unique('outside');
    const handle = await plain.workflow.start(id, {
      workflowId: id,
      taskQueue,
      args: [{ definition: definition(id, 60_000), input: { who: 'x' } }],
    });
    for await (const { type } of stepwrightClient.stepwright.run(id).events()) if (type === 'step:started') break;
    // The interpreter's own frames would tell nothing, and to collect them takes longer than to interpret.
    expect(await handle.query('__enhanced_stack_trace')).toMatchObject({ stacks: [] });
    expect(await handle.query('progress')).toMatchObject({ currentStepName: 'Nap', totalSteps: 2 });
    expect(await handle.query<TrailPage, [number]>('trail', 1)).toMatchObject({
      entries: [{ seq: 2, type: 'step:started', path: 'nap' }],
      workflowName: 'From outside',
    });
    await handle.signal('cancel', { reason: 'enough' });
    await expect(handle.result()).rejects.toMatchObject({ name: 'WorkflowFailedError' });
    expect((await handle.describe()).status.name).toBe('CANCELLED');
    expect((await handle.describe()).memo).toMatchObject({
      stepwrightResult: { status: 'CANCELLED', error: expect.stringContaining('enough') as string },
    });
  });

  it("cancels by Temporal's own request", async () => {
    const id = unique('outside');
    const handle = await plain.workflow.start(id, {
      workflowId: id,
      taskQueue,
      args: [{ definition: definition(id, 60_000), input: { who: 'x' } }],
    });
    await handle.cancel();
    expect(await stepwrightClient.stepwright.run(id).result()).toMatchObject({ status: 'CANCELLED' });
  });

  it('is told what is wrong with its definition', async () => {
    const id = unique('outside');
    await plain.workflow.start(id, {
      workflowId: id,
      taskQueue,
      args: [{ definition: { id, name: 'Bad', steps: [{ id: 'a', target: 'nobody', action: 'x' }] } }],
    });
    expect(await stepwrightClient.stepwright.run(id).result()).toMatchObject({
      status: 'FAILED',
      success: false,
      failure: { code: 'UnknownTarget' },
      steps: [],
      workflowId: id,
    });
  });

  it('owns its run ids: the same id from here is a conflict, since its input is not known', async () => {
    const id = unique('outside');
    const what = definition(id);
    await plain.workflow.execute(id, { workflowId: id, taskQueue, args: [{ definition: what, input: { who: 'x' } }] });
    await expect(stepwrightClient.stepwright.start(what, { who: 'x' }, { id })).rejects.toMatchObject({ code: 'RunIdConflict' });
  });
});
