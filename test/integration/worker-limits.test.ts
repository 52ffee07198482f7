import { expect, test } from 'vitest';
import { z } from 'zod';

import type { WorkflowDefinition } from '../../src/core/definition/workflow-definition.ts';
import { action } from '../../src/core/target/action.ts';
import { defineTarget } from '../../src/core/target/define-target.ts';
import { useClient } from '../helpers/client.ts';

/** Counts what is under way at once. */
class Counter {
  now = 0;
  most = 0;
  readonly began: number[] = [];

  async during(ms: number): Promise<void> {
    this.now += 1;
    this.most = Math.max(this.most, this.now);
    this.began.push(performance.now());
    await new Promise((resolve) => setTimeout(resolve, ms));
    this.now -= 1;
  }
}

const counters = { narrow: new Counter(), wide: new Counter(), service: new Counter(), paced: new Counter() };
const params = z.object({ ms: z.number().default(50) });
const actionOf = (...counted: readonly Counter[]) =>
  action({ params, run: async ({ ms }) => void (await Promise.all(counted.map((counter) => counter.during(ms)))) });
const targets = [
  defineTarget('service', {
    actions: { narrow: actionOf(counters.narrow, counters.service), wide: actionOf(counters.wide, counters.service) },
  }),
  defineTarget('paced', { actions: { call: actionOf(counters.paced) } }),
];
const limits = { service: { concurrency: 3 }, 'service.narrow': { concurrency: 1 }, paced: { rate: '5/s' } };
const client = useClient({ targets, worker: { limits, drain: '1s' } });

function many(target: string, name: string, more = {}): WorkflowDefinition {
  const call = { id: 'call', target, action: name, ...more };
  return { id: 'many', name: 'Many', steps: [{ id: 'each', type: 'forEach', items: '$items', parallel: true, steps: [call] }] };
}
const items = Array.from({ length: 11 }, (_, i) => i);

test('a target and an action of it are called so many times at once', async () => {
  const definitions = [many('service', 'narrow'), { ...many('service', 'wide'), id: 'wide' }];
  const results = await Promise.all(definitions.map((definition) => client.stepwright.execute(definition, { items })));
  expect(results.map(({ status }) => status)).toEqual(['COMPLETED', 'COMPLETED']);
  expect(counters.narrow.most).toBe(1);
  expect(counters.wide.most).toBeGreaterThan(1);
  expect(counters.service.most).toBeLessThanOrEqual(3);
});

test('a rate holds in any second, and waiting for it is no time of the attempt', async () => {
  // The last one waits 2 s, and may take 1 s.
  const result = await client.stepwright.execute(many('paced', 'call', { params: { ms: 1 }, timeout: '1s' }), { items });
  expect(result.status).toBe('COMPLETED');
  const { began } = counters.paced;
  // Each begins a moment after it was let in.
  for (const [i, at] of began.entries()) expect((began[i + 5] ?? Infinity) - at).toBeGreaterThan(900);
});

test('a call that waits for its place can be cancelled', async () => {
  const run = await client.stepwright.start(many('service', 'narrow', { params: { ms: 20_000 } }), { items: [1, 2] });
  await expect.poll(() => counters.narrow.now).toBe(1);
  const began = counters.narrow.began.length;
  await run.cancel();
  expect(await run.result()).toMatchObject({ status: 'CANCELLED' });
  expect(counters.narrow.began.length).toBe(began);
});

test('a worker that is tuned by resources works, with concurrency as the most', async () => {
  const queue = { taskQueue: `${client.taskQueue}-tuned` };
  const tuned = await client.connectAgain({ ...queue, targets, worker: { resources: { cpu: 95, memory: 95 }, concurrency: 2 } });
  counters.wide.most = 0;
  expect((await tuned.execute(many('service', 'wide'), { items })).status).toBe('COMPLETED');
  expect(counters.wide.most).toBeLessThanOrEqual(2);
});

test('the workers of a task queue are known by what they take and when they were last seen', async () => {
  const taskQueue = `${client.taskQueue}-seen`;
  expect(await client.stepwright.workers(taskQueue)).toEqual([]);
  const other = await client.connectAgain({ taskQueue, worker: { queueRate: '50/s' } });
  await other.execute(many('util', 'echo'), { items });
  const seen = { identity: expect.stringContaining(String(process.pid)) as string, taskQueue, takes: ['runs', 'calls'], rate: 50 };
  await expect.poll(() => other.workers()).toMatchObject([seen]);
  const [worker] = await client.stepwright.workers(taskQueue);
  expect(Date.now() - (worker?.lastSeen.getTime() ?? 0)).toBeLessThan(120_000);
});

test('a setting that is not possible is refused when the worker starts', async () => {
  const other = await client.connectAgain({ worker: { limits: { htp: { concurrency: 1 } } } });
  await expect(other.execute(many('util', 'echo'), { items })).rejects.toMatchObject({ code: 'InvalidValue' });
});
