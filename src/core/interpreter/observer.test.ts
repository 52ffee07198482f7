import { expect, test } from 'vitest';

import { InMemoryRuntime } from '../../testing/in-memory-runtime.ts';
import { runInMemory } from '../../testing/run-in-memory.ts';
import type { WorkflowDefinition } from '../definition/workflow-definition.ts';
import type { RunObserver } from './observer.ts';

const definition: WorkflowDefinition = {
  id: 'observed',
  name: 'Observed',
  steps: [
    { id: 'first', target: 'util', action: 'echo', params: { text: 'for $who', fixed: 1 }, output: { length: '${ size($result.text) }' } },
    { id: 'note', type: 'set', values: { total: '${ $first.length + 1 }' } },
    {
      id: 'choose',
      type: 'if',
      condition: '$total > 100',
      then: [],
      else: [{ id: 'inner', type: 'set', values: { last: '$total' }, when: 'true' }],
    },
    { id: 'broken', type: 'set', values: { x: '$note.nothing' }, optional: true },
  ],
  output: { total: '$total' },
};

async function watch(observer?: RunObserver): Promise<unknown> {
  const runtime = new InMemoryRuntime({ runId: 'run', actions: { 'util.echo': (params) => params } });
  const info = { runId: 'run', startedAt: runtime.now() };
  const request = { definition, input: { who: 'Ada' }, info, ...(observer === undefined ? {} : { observer }) };
  return runtime.drive(runInMemory(runtime, request).result);
}

test('tells what each text and expression gave, and whose it is', async () => {
  const seen: unknown[] = [];
  await watch({
    happened: () => undefined,
    evaluated: ({ path, source, ...end }) => void seen.push([path, source, 'value' in end ? end.value : end.error]),
  });
  expect(seen).toEqual([
    ['first', 'for $who', 'for Ada'],
    ['first', '${ size($result.text) }', 7],
    ['note', '${ $first.length + 1 }', 8],
    ['choose', '$total > 100', false],
    ['choose.inner', 'true', true],
    ['choose.inner', '$total', 8],
    ['broken', '$note.nothing', expect.stringContaining('nothing')],
    ['', '$total', 8],
  ]);
});

test('tells what happened, with the step and the variables as they were then', async () => {
  const seen: unknown[] = [];
  await watch({
    happened: ({ type, path }, look) => {
      const { step, variables } = look();
      if (type !== 'workflow:progress') seen.push([type, path, step?.data, variables]);
    },
  });
  expect(seen).toEqual([
    ['workflow:started', undefined, undefined, {}],
    ['step:started', 'first', undefined, {}],
    ['step:completed', 'first', { length: 7 }, {}],
    ['step:started', 'note', undefined, {}],
    ['step:completed', 'note', { total: 8 }, { total: 8 }],
    ['step:started', 'choose', undefined, { total: 8 }],
    ['step:started', 'choose.inner', undefined, { total: 8 }],
    ['step:completed', 'choose.inner', { last: 8 }, { total: 8, last: 8 }],
    ['step:completed', 'choose', { last: 8 }, { total: 8, last: 8 }],
    ['step:started', 'broken', undefined, { total: 8, last: 8 }],
    ['step:failed', 'broken', undefined, { total: 8, last: 8 }],
    ['workflow:completed', undefined, undefined, { total: 8, last: 8 }],
  ]);
});

test('changes nothing', async () => {
  expect(await watch({ happened: (_entry, look) => void look(), evaluated: () => undefined })).toEqual(await watch());
});
