import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { describe, expect, it } from 'vitest';

import type { ListQuery } from '../../src/client/api.ts';
import type { WorkflowDefinition } from '../../src/core/definition/workflow-definition.ts';
import { collect, useClient } from '../helpers/client.ts';
import { temporal, unique } from '../helpers/temporal.ts';

const client = useClient();

function echoes(id = unique('echo')): WorkflowDefinition {
  return {
    id,
    name: 'Echoes',
    version: '1.2.0',
    tags: ['test'],
    input: { type: 'object', required: ['who'], properties: { who: { type: 'string' }, greeting: { type: 'string', default: 'Hello' } } },
    output: '$say.text',
    steps: [{ id: 'say', name: 'Say it', target: 'util', action: 'echo', params: { text: '$greeting $who' } }],
  };
}

describe('execute', () => {
  it('gives the whole result, with Dates', async () => {
    const definition = echoes();
    const result = await client.stepwright.execute(definition, { who: 'world' }, { id: unique('run') });
    expect(result).toMatchObject({
      workflowId: definition.id,
      workflowName: 'Echoes',
      definitionVersion: '1.2.0',
      status: 'COMPLETED',
      success: true,
      output: 'Hello world',
      rollbackPerformed: false,
      progress: { totalSteps: 1, completedSteps: 1, percentComplete: 100 },
      steps: [{ stepId: 'say', stepName: 'Say it', status: 'COMPLETED', attempts: 1, result: { data: { text: 'Hello world' } } }],
    });
    expect(result.startTime).toBeInstanceOf(Date);
    expect(result.steps[0]?.endTime).toBeInstanceOf(Date);
  });

  it('a failed run is a result, with what was rolled back', async () => {
    const result = await client.stepwright.execute({
      id: unique('failing'),
      name: 'Failing',
      rollbackOnFailure: true,
      steps: [
        {
          id: 'first',
          target: 'util',
          action: 'echo',
          params: { a: 1 },
          rollback: { target: 'util', action: 'echo', params: { undo: '$first.a' } },
        },
        { id: 'second', target: 'util', action: 'fail', params: { message: 'no way', class: 'permanent' } },
      ],
    });
    expect(result).toMatchObject({ status: 'ROLLED_BACK', success: false, error: 'no way', rollbackPerformed: true, output: null });
    expect(result.steps.map(({ stepId, status }) => [stepId, status])).toEqual([
      ['first', 'ROLLED_BACK'],
      ['second', 'FAILED'],
    ]);
  });

  it('takes the path of a file, and says where in it a mistake is', async () => {
    const good = join(client.dataDir, 'good.workflow.yaml');
    const bad = join(client.dataDir, 'bad.workflow.yaml');
    const text = 'id: from-file\nname: From file\nsteps:\n  - id: say\n    target: util\n    action: echo\n    params: { text: hi }\n';
    await writeFile(good, text);
    await writeFile(bad, text.replace('echo', 'ecko'));
    expect((await client.stepwright.execute(good)).status).toBe('COMPLETED');
    await expect(client.stepwright.start(bad)).rejects.toMatchObject({
      code: 'UnknownAction',
      details: [{ file: bad, line: 6, column: 13, severity: 'error' }],
    });
    await expect(client.stepwright.start(join(client.dataDir, 'none.yaml'))).rejects.toMatchObject({ code: 'InvalidValue' });
  });

  it('takes the id of a definition the worker knows', async () => {
    const definitionsDir = join(client.dataDir, 'definitions');
    const definition = echoes();
    await mkdir(definitionsDir);
    await writeFile(join(definitionsDir, 'echo.workflow.json'), JSON.stringify(definition));
    const stepwright = await client.connectAgain({ taskQueue: unique('defs'), worker: true, definitionsDir });
    const id = unique('by-id');
    const result = await stepwright.execute({ id: definition.id, version: '1.2.0' }, { who: 'you' }, { id });
    expect(result).toMatchObject({ status: 'COMPLETED', output: 'Hello you', definitionVersion: '1.2.0' });
    // Once more, by id and as a whole, is the same run; another version is not.
    expect((await stepwright.execute({ id: definition.id }, { who: 'you' }, { id })).endTime).toEqual(result.endTime);
    expect((await stepwright.execute(definition, { who: 'you' }, { id })).endTime).toEqual(result.endTime);
    await expect(stepwright.start({ id: definition.id, version: '9.0.0' }, { who: 'you' }, { id })).rejects.toMatchObject({
      code: 'RunIdConflict',
    });
    expect(await stepwright.execute({ id: 'no-such-definition' })).toMatchObject({
      status: 'FAILED',
      failure: { code: 'UnknownDefinition' },
      steps: [],
    });
  });

  it('carries bytes of any size as file references', async () => {
    const bytes = Buffer.alloc(20 * 1024 * 1024, 7);
    const result = await client.stepwright.execute(
      { id: unique('bytes'), name: 'Bytes', steps: [{ id: 'say', target: 'util', action: 'echo', params: { file: '$scan' } }] },
      { scan: bytes },
    );
    expect(result.steps[0]?.result?.data).toEqual({
      file: { $file: expect.stringMatching(/^sha256:/) as string, name: 'scan', size: bytes.length },
    });
  });
});

describe('start', () => {
  it('refuses a definition that is not valid, with every problem', async () => {
    const wrong = {
      ...echoes(),
      steps: [
        { id: 'a', target: 'util', action: 'nothing' },
        { id: 'a', target: 'nobody', action: 'echo' },
      ],
    };
    const started = client.stepwright.start(wrong, { who: 'x' });
    await expect(started).rejects.toMatchObject({ class: 'validation', details: expect.any(Array) as unknown[] });
    const { details } = (await started.catch((error: unknown) => error)) as { details: readonly { code: string }[] };
    expect(details.map(({ code }) => code)).toEqual(expect.arrayContaining(['UnknownAction', 'UnknownTarget', 'DuplicateStep']));
  });

  it('knows the names of the input that it is given', async () => {
    // Without an input schema `$tow` alone would be taken for a slip of `$two`.
    const definition = {
      id: unique('names'),
      name: 'Names',
      steps: [{ id: 'two', target: 'util', action: 'echo', params: { text: '$tow' } }],
    };
    expect((await client.stepwright.execute(definition, { tow: 'rope' })).output).toEqual({ two: { text: 'rope' } });
    await expect(client.stepwright.start(definition, { other: 1 })).rejects.toMatchObject({ code: 'UnknownReference' });
    const file = join(client.dataDir, 'names.workflow.json');
    await writeFile(file, JSON.stringify(definition));
    expect((await client.stepwright.execute(file, { tow: 'boat' })).output).toEqual({ two: { text: 'boat' } });
  });

  it('takes a definition without a name for a definition, not for a reference', async () => {
    await expect(client.stepwright.start({ id: 'nameless', steps: [] })).rejects.toMatchObject({ code: 'MissingField' });
  });

  it('refuses an input that does not fit', async () => {
    await expect(client.stepwright.start(echoes(), { who: 5 })).rejects.toMatchObject({
      code: 'InvalidInput',
      message: expect.stringContaining('/who') as string,
      details: [{ code: 'InvalidInput', pointer: '/who' }],
    });
  });

  it('twice with the same definition and input is one run; anything else is a conflict', async () => {
    const id = unique('once');
    const definition = echoes();
    const first = await client.stepwright.start(definition, { who: 'a' }, { id });
    const again = await client.stepwright.start({ ...definition }, { who: 'a' }, { id });
    expect(again.id).toBe(first.id);
    const { startTime } = await first.result();
    expect((await again.result()).startTime).toEqual(startTime);
    // Also when it has ended.
    expect((await client.stepwright.execute(definition, { who: 'a' }, { id })).startTime).toEqual(startTime);
    await expect(client.stepwright.start(definition, { who: 'b' }, { id })).rejects.toMatchObject({ code: 'RunIdConflict' });
    await expect(client.stepwright.start({ ...definition, name: 'Other' }, { who: 'a' }, { id })).rejects.toMatchObject({
      code: 'RunIdConflict',
    });
    await expect(client.stepwright.start(echoes(), { who: 'a' }, { id })).rejects.toMatchObject({ code: 'RunIdConflict' });
  });

  it('names the run after the definition when it is given no id', async () => {
    const definition = echoes();
    const run = await client.stepwright.start(definition, { who: 'x' });
    expect(run.id.startsWith(`${definition.id}-`)).toBe(true);
    await run.result();
  });
});

describe('run', () => {
  it('says so when there is no such run', async () => {
    const run = client.stepwright.run(unique('nobody'));
    const calls = [
      run.result(),
      run.progress(),
      run.state(),
      run.trace(),
      run.rollbackPlan(),
      run.pause(),
      run.cancel(),
      run.terminate(),
      run.events()[Symbol.asyncIterator]().next(),
    ];
    for (const call of await Promise.allSettled(calls)) expect(call).toMatchObject({ status: 'rejected', reason: { code: 'RunNotFound' } });
  });

  it('is reached from another client', async () => {
    const run = await client.stepwright.start(echoes(), { who: 'there' });
    const other = await client.connectAgain();
    expect((await other.run(run.id).result()).output).toBe('Hello there');
    expect(await other.run(run.id).progress()).toMatchObject({ percentComplete: 100, status: 'COMPLETED' });
    expect(await other.run(run.id).state()).toMatchObject({
      runId: run.id,
      input: { who: 'there', greeting: 'Hello' },
      status: 'COMPLETED',
    });
  });

  it('tells the progress of an ended run without any worker', async () => {
    const place = { taskQueue: unique('alone') };
    const first = await client.connectAgain({ ...place, worker: true });
    const { runId } = await first.execute(echoes(), { who: 'you' });
    await first.close();
    const later = await client.connectAgain({ ...place, worker: false });
    expect(await later.run(runId).progress()).toMatchObject({ percentComplete: 100, status: 'COMPLETED' });
  });
});

describe('list', () => {
  it('finds runs by definition, status, tag, version and time', async () => {
    const definition = echoes();
    const before = new Date(Date.now() - 60_000);
    await client.stepwright.execute(definition, { who: 'x' }, { id: `${definition.id}-1`, tags: ['mine'] });
    await client.stepwright.execute(definition, { who: 'y' }, { id: `${definition.id}-2` });
    const ids = async (query: ListQuery): Promise<string[]> =>
      (await collect(client.stepwright.list({ definition: definition.id, ...query }))).map(({ runId }) => runId);
    // Visibility follows a moment after the run.
    await expect.poll(() => ids({})).toEqual([`${definition.id}-2`, `${definition.id}-1`]);
    await expect.poll(() => ids({ status: 'COMPLETED' })).toHaveLength(2);
    expect(await ids({ tag: 'mine' })).toEqual([`${definition.id}-1`]);
    expect(await ids({ tag: 'test', version: '1.2.0', since: before })).toHaveLength(2);
    expect(await ids({ tag: ['test', 'mine'] })).toEqual([`${definition.id}-1`]);
    expect(await ids({ tag: ['mine', 'other'] })).toEqual([]);
    expect(await ids({ status: ['COMPLETED', 'FAILED'] })).toHaveLength(2);
    expect(await ids({ status: ['PAUSED', 'FAILED'] })).toEqual([]);
    expect(await ids({ until: before })).toEqual([]);
    expect(await ids({ since: before, until: new Date(Date.now() + 60_000) })).toHaveLength(2);
    expect(await ids({ version: '2.0.0' })).toEqual([]);
    expect(await ids({ since: new Date(Date.now() + 60_000) })).toEqual([]);
    expect(await ids({ status: 'RUNNING' })).toEqual([]);
    expect(await ids({ limit: 1 })).toHaveLength(1);
    const [run] = await collect(client.stepwright.list({ tag: 'mine', definition: definition.id }));
    expect(run).toMatchObject({ definition: definition.id, version: '1.2.0', status: 'COMPLETED', tags: ['test', 'mine'] });
  });
});

describe('connect', () => {
  it('reports within seconds a cluster that does not answer', async () => {
    const began = Date.now();
    await expect(client.connectAgain({ address: '127.0.0.1:1' })).rejects.toMatchObject({ code: 'TemporalUnreachable' });
    expect(Date.now() - began).toBeLessThan(8000);
  });

  it('tells the progress of an ended run without any worker', async () => {
    const place = { taskQueue: unique('alone'), worker: true };
    const first = await client.connectAgain(place);
    const { runId } = await first.execute(echoes(), { who: 'you' });
    await first.close();
    const later = await client.connectAgain({ ...place, worker: false });
    expect(await later.run(runId).progress()).toMatchObject({ percentComplete: 100, status: 'COMPLETED' });
  });

  it('reports a namespace that does not exist', async () => {
    await expect(client.connectAgain({ namespace: 'nowhere' })).rejects.toMatchObject({
      code: 'TemporalUnreachable',
      message: expect.stringContaining('"nowhere"') as string,
    });
    expect(temporal().namespace).toBe('default');
  });
});
