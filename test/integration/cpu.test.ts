import { expect, test } from 'vitest';

import type { WorkflowDefinition } from '../../src/core/definition/workflow-definition.ts';
import { defineCpuStep } from '../../src/core/target/define-cpu-step.ts';
import { useClient } from '../helpers/client.ts';

const module = new URL('../fixtures/cpu/work.mjs', import.meta.url);
const typescript = new URL('../fixtures/cpu/typed.ts', import.meta.url);
const targets = [
  defineCpuStep('sum', { module }),
  defineCpuStep('spin', { module, export: 'spin' }),
  defineCpuStep('brief', { module, export: 'spin', cpuTime: '200ms' }),
  defineCpuStep('eat', { module, export: 'eat', memory: 64 }),
  defineCpuStep('bytes', { module, export: 'bytes' }),
  defineCpuStep('typed', { module: typescript }),
];
const client = useClient({ targets });

function calling(action: string, params = {}, more = {}): WorkflowDefinition {
  return { id: `cpu-${action}`, name: 'CPU', steps: [{ id: 'work', type: 'action', target: 'cpu', action, params, ...more }] };
}

test('a CPU step gives its value, and the trace what it took', async () => {
  const run = await client.stepwright.start(calling('sum', { n: 20_000_000 }));
  expect(await run.result()).toMatchObject({ status: 'COMPLETED', output: { work: { sum: expect.any(Number) as number } } });
  const done = (await run.trace()).find(({ type }) => type === 'step:completed');
  expect(done?.usage?.cpu).toBeGreaterThan(10);
  expect(done?.usage?.memory).toBeGreaterThan(20_000_000);
  expect(done?.usage).not.toHaveProperty('shared');
});

test('what the worker itself did meanwhile is an upper bound of an ordinary action', async () => {
  const run = await client.stepwright.start({
    id: 'shared',
    name: 'Shared',
    steps: [{ id: 'rest', target: 'util', action: 'sleep', params: { ms: 300 } }],
  });
  await run.result();
  const done = (await run.trace()).find(({ type }) => type === 'step:completed');
  // It beats meanwhile, which takes a little.
  expect(done?.usage).toMatchObject({ shared: true });
  expect(done?.usage).not.toHaveProperty('memory');
});

test('its bytes become a file, and its module may be TypeScript', async () => {
  expect(await client.stepwright.execute(calling('bytes', { size: 3 }))).toMatchObject({ output: { work: { size: 3 } } });
  expect(await client.stepwright.execute(calling('typed', { name: 'Ada' }))).toMatchObject({ output: { work: 'Hello, Ada' } });
});

test('an endless loop ends with its run, with its time and with its processor time', async () => {
  const run = await client.stepwright.start(calling('spin'));
  await expect.poll(async () => (await run.progress()).currentStepName).toBe('work');
  await run.cancel();
  expect(await run.result()).toMatchObject({ status: 'CANCELLED' });
  expect(await client.stepwright.execute(calling('spin', {}, { timeout: '500ms' }))).toMatchObject({ failure: { code: 'Timeout' } });
  expect(await client.stepwright.execute(calling('brief', {}, { retryCount: 3 }))).toMatchObject({
    failure: { code: 'ResourceLimit', class: 'permanent', attempts: 1 },
  });
});

test('one that takes too much memory fails, and the worker lives', async () => {
  for (const kind of ['doubled string', 'buffers'])
    expect(await client.stepwright.execute(calling('eat', { kind }))).toMatchObject({ failure: { code: 'ResourceLimit' } });
  expect(await client.stepwright.execute(calling('sum', { n: 10 }))).toMatchObject({ status: 'COMPLETED' });
});
