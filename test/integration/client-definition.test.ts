import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { expect, it } from 'vitest';

import type { WorkflowDefinition } from '../../src/core/definition/workflow-definition.ts';
import { useClient } from '../helpers/client.ts';
import { unique } from '../helpers/temporal.ts';

const client = useClient();

function echoes(more: Partial<WorkflowDefinition> = {}): WorkflowDefinition {
  return { id: unique('echo'), name: 'Echoes', version: '1.2.0', steps: [{ id: 'say', target: 'util', action: 'echo' }], ...more };
}

it('gives the definition a run was started with, also one that does not fit into the history', async () => {
  for (const definition of [echoes(), echoes({ description: 'long '.repeat(20_000) })]) {
    const run = await client.stepwright.start(definition);
    expect(await run.definition()).toEqual(definition);
  }
});

it('gives the one that a worker found for an id, without asking a worker', async () => {
  const definition = echoes();
  const definitionsDir = join(client.dataDir, 'definitions');
  await mkdir(definitionsDir);
  await writeFile(join(definitionsDir, 'echo.workflow.json'), JSON.stringify(definition));
  const taskQueue = unique('definitions');
  const owner = await client.connectAgain({ taskQueue, worker: true, definitionsDir });
  const run = await owner.start({ id: definition.id });
  await run.result();
  await owner.close();
  const later = await client.connectAgain({ taskQueue });
  expect(await later.run(run.id).definition()).toEqual(definition);
});

it('says when it is not known yet', async () => {
  const stepwright = await client.connectAgain({ taskQueue: unique('nobody') });
  const run = await stepwright.start({ id: unique('named') });
  await expect(run.definition()).rejects.toMatchObject({ code: 'UnknownDefinition', class: 'validation' });
  await run.terminate();
  await expect(stepwright.run(unique('none')).definition()).rejects.toMatchObject({ code: 'RunNotFound' });
});
