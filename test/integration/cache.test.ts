import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

import { expect, test } from 'vitest';

import type { WorkflowDefinition } from '../../src/core/definition/workflow-definition.ts';
import { cacheFigures } from '../../src/records/cache-figures.ts';
import { openStore, storeIn } from '../../src/storage/open-store.ts';
import { useTwoWorkers } from '../helpers/two-workers.ts';

const workers = useTwoWorkers();

/** Processes that made a call, in order. */
function callers(): readonly number[] {
  const file = join(workers.folder, 'calls');
  return existsSync(file) ? readFileSync(file, 'utf8').trim().split('\n').map(Number) : [];
}

function pricing(id: string): WorkflowDefinition {
  return {
    id,
    name: 'Pricing',
    steps: [
      {
        id: 'each',
        type: 'forEach',
        items: '$items',
        parallel: true,
        collect: '${ $price.price }',
        steps: [{ id: 'price', target: 'integration', action: 'price', params: { sku: 'a' }, cache: {} }],
      },
    ],
    output: '$each',
  };
}

test('equal calls of two workers and two runs are made once', async () => {
  const before = callers().length;
  const items = Array.from({ length: 50 }, (_, i) => i);
  const runs = await Promise.all([1, 2].map(() => workers.stepwright.start(pricing('once'), { items })));
  const results = await Promise.all(runs.map((run) => run.result()));
  expect(results.map(({ output }) => output)).toEqual([items.map(() => 3), items.map(() => 3)]);
  expect(callers().length - before).toBe(1);
  const store = await openStore(storeIn(join(workers.folder, 'data')));
  expect(await cacheFigures(store)).toEqual([{ definition: 'once', action: 'integration.price', hits: 99, misses: 1 }]);
  await store.close();
});

test('a worker killed while it makes a result keeps the others no longer than its lease', async () => {
  const before = callers().length;
  const hang = join(workers.folder, 'hang');
  writeFileSync(hang, '');
  const run = await workers.stepwright.start(pricing('killed'), { items: [0, 1, 2] });
  while (callers().length === before) await delay(20);
  rmSync(hang);
  const killed = performance.now();
  await workers.replace(callers().at(-1) ?? 0);
  const result = await run.result();
  expect(result.output).toEqual([3, 3, 3]);
  expect(callers().length - before).toBe(2);
  expect(performance.now() - killed).toBeLessThan(20_000);
});
