import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import { Client, Connection } from '@temporalio/client';
import { bundleWorkflowCode, NativeConnection, Worker } from '@temporalio/worker';
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest';

import { workflowBundleOptions } from '../../worker/bundle-options.ts';
import { installRuntime } from '../../worker/runtime.ts';
import { temporal, unique } from '../helpers/temporal.ts';

const SDK = readFileSync(fileURLToPath(import.meta.resolve('@temporalio/worker')).replace(/index\.js$/, 'workflow/vm-shared.js'), 'utf8');

const pathOf = (file: string): string => fileURLToPath(new URL(file, import.meta.url));

/** A worker of workflows that are not ours, in the sandbox that ours has. */
async function workerOf(workflowsPath: string, taskQueue: string): Promise<void> {
  installRuntime();
  const connection = await NativeConnection.connect({ address: temporal().address });
  const workflowBundle = await bundleWorkflowCode({
    ...workflowBundleOptions(),
    workflowsPath,
    preloadModules: [pathOf('../../workflows/no-stack-traces.ts')],
    logger: { log() {}, trace() {}, debug() {}, info() {}, warn() {}, error() {} },
  });
  const worker = await Worker.create({ connection, taskQueue, workflowBundle });
  const ended = worker.run();
  onTestFinished(async () => {
    worker.shutdown();
    await ended;
    await connection.close();
  });
}

test('a rejection that nobody handles fails the task of its own run, and the worker goes on with others', async () => {
  const taskQueue = unique('rejection');
  await workerOf(pathOf('../fixtures/rejection/workflows.ts'), taskQueue);
  const connection = await Connection.connect({ address: temporal().address });
  onTestFinished(() => connection.close());
  const { workflow } = new Client({ connection });
  const forgets = await workflow.start('forgets', { taskQueue, workflowId: unique('forgets') });
  onTestFinished(async () => void (await forgets.terminate()));
  const failures = async (): Promise<readonly (string | null | undefined)[]> => {
    const { events } = await forgets.fetchHistory();
    return (events ?? []).flatMap(({ workflowTaskFailedEventAttributes: failed }) => (failed ? [failed.failure?.message] : []));
  };
  await expect.poll(failures).toEqual([expect.stringContaining('nobody handles this')]);
  expect(await workflow.execute('handles', { taskQueue, workflowId: unique('handles') })).toBe('somebody handles this');
});

describe('what the SDK asks of a promise', () => {
  // Changes the process it is loaded into, which is why it is not at the top.
  beforeAll(() => import('../../workflows/no-stack-traces.ts'));

  /** As the SDK's promise hook asks for something of the workflow that a promise belongs to. */
  function asked(code: string): unknown {
    expect(SDK).toContain(`'${code}'`);
    const { constructor } = Promise.resolve() as unknown as {
      readonly constructor: { readonly constructor: (code: string) => () => unknown };
    };
    return constructor.constructor(code)();
  }

  test("the SDK finds a promise's workflow, whose task alone fails for a rejection that nobody handles", () => {
    const activator = { info: { runId: 'r' } };
    Object.assign(globalThis, { __TEMPORAL_ACTIVATOR__: activator });
    expect(asked('return globalThis.__TEMPORAL_ACTIVATOR__')).toBe(activator);
  });

  test('the SDK gets no stack trace for it', () => {
    const Untraced = asked('return globalThis.Error') as new () => object;
    expect(new Untraced()).not.toHaveProperty('stack');
  });
});
