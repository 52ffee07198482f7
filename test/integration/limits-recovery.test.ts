import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

import { Client, Connection } from '@temporalio/client';
import { afterEach, expect, test } from 'vitest';

import type { WorkflowDefinition } from '../../src/core/definition/workflow-definition.ts';
import { INTERPRETER } from '../../src/core/interpreter/version.ts';
import { createDataConverter } from '../../src/files/external-storage.ts';
import { PayloadFolder } from '../../src/files/payload-folder.ts';
import { definition } from '../behaviour/driver.ts';
import { resultOf } from '../behaviour/drivers/temporal.ts';
import { tempFolder } from '../helpers/temp-folder.ts';
import { temporal, unique } from '../helpers/temporal.ts';

const WORKER = fileURLToPath(new URL('limits-worker.ts', import.meta.url));
const children: ChildProcess[] = [];

afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
});

async function worker(taskQueue: string, folder: string): Promise<ChildProcess> {
  const child = spawn(process.execPath, ['--import', 'tsx', WORKER, temporal().address, taskQueue, folder], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  children.push(child);
  await once(child.stdout, 'data');
  return child;
}

/** Runs a definition, kills the worker as soon as its slow step has begun, and lets another go on. */
async function killedInTheMiddle(run: WorkflowDefinition) {
  const folder = tempFolder();
  const taskQueue = unique('queue');
  const first = await worker(taskQueue, folder);
  const connection = await Connection.connect({ address: temporal().address });
  const client = new Client({ connection, dataConverter: createDataConverter(new PayloadFolder(join(folder, 'data'))) });
  const handle = await client.workflow.start(run.id, {
    args: [{ definition: run, hash: 'not validated', interpreter: INTERPRETER }],
    taskQueue,
    workflowId: unique('killed'),
  });
  while (!existsSync(join(folder, 'slow-begun'))) await delay(20);
  first.kill('SIGKILL');
  await once(first, 'exit');
  await worker(taskQueue, folder);
  const result = await resultOf(handle);
  await connection.close();
  const linesOf = (file: string) => readFileSync(join(folder, file), 'utf8').trim().split('\n');
  return { result, effects: linesOf('effects'), executions: linesOf('executions') };
}

const write = (id: string) => ({ id, target: 'effects', action: 'write' }) as const;

test('a worker killed in the middle: the run completes on another, each effect is there once', async () => {
  const before = Array.from({ length: 8 }, (_, i) => write(`before-${i}`));
  const after = Array.from({ length: 8 }, (_, i) => write(`after-${i}`));
  const steps = [...before, { id: 'slow', target: 'effects', action: 'slow' } as const, ...after];
  const { result, effects } = await killedInTheMiddle(definition(steps));
  expect(result.status).toBe('COMPLETED');
  expect(effects).toEqual(steps.map((step) => step.id));
});

const slow = { id: 'slow', target: 'effects', action: 'slow' } as const;

test.each<readonly [string, WorkflowDefinition, readonly string[]]>([
  [
    'a machine goes on in the state it was in',
    {
      id: 'killed-machine',
      name: 'Killed machine',
      initial: 'first',
      states: {
        first: { entry: [write('a')], exit: [write('b')], always: 'second' },
        second: { entry: [slow, write('c')], always: 'last' },
        last: { entry: [write('d')], type: 'final' },
      },
    },
    ['first.a', 'first.b', 'second.slow', 'second.c', 'last.d'],
  ],
  [
    '`finally` goes on where it was, and the work before it is not done again',
    definition([write('a')], { finally: [write('b'), slow, write('c')] }),
    ['a', 'finally.b', 'finally.slow', 'finally.c'],
  ],
  [
    'a loop goes on in the iteration it was in',
    definition([{ id: 'loop', type: 'while', condition: '$index < 3', steps: [write('a'), { ...slow, when: '$index == 1' }, write('b')] }]),
    ['loop[0].a', 'loop[0].b', 'loop[1].a', 'loop[1].slow', 'loop[1].b', 'loop[2].a', 'loop[2].b'],
  ],
])('a worker killed in the middle: %s', async (_, run, expected) => {
  const { result, effects } = await killedInTheMiddle(run);
  expect(result.status).toBe('COMPLETED');
  expect(effects).toEqual(expected);
});

test('a lost worker is no attempt: a step with one attempt is run again elsewhere and completes', async () => {
  const { result, executions } = await killedInTheMiddle(
    definition([{ id: 'slow', target: 'effects', action: 'slow', retry: { maxAttempts: 1 } }]),
  );
  expect(result).toMatchObject({ status: 'COMPLETED', steps: [{ path: 'slow', attempts: 1 }] });
  expect(executions).toEqual(['slow slow 1', 'slow slow 1']);
});

test('a pause lasts over the loss of the worker', async () => {
  const folder = tempFolder();
  const taskQueue = unique('queue');
  const first = await worker(taskQueue, folder);
  const connection = await Connection.connect({ address: temporal().address });
  const client = new Client({ connection });
  const run = definition([{ id: 'w', type: 'wait', for: '300ms' }, write('after')]);
  const handle = await client.workflow.start(run.id, {
    args: [{ definition: run, hash: 'not validated', interpreter: INTERPRETER }],
    taskQueue,
    workflowId: unique('paused'),
  });
  await handle.signal('pause');
  await handle.query('state');
  first.kill('SIGKILL');
  await once(first, 'exit');
  await worker(taskQueue, folder);
  await delay(400);
  expect(await handle.query('state')).toMatchObject({ status: 'PAUSED' });
  expect(existsSync(join(folder, 'effects'))).toBe(false);
  await handle.signal('resume');
  expect(await resultOf(handle)).toMatchObject({ status: 'COMPLETED' });
  await connection.close();
});
