import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

import { Client, Connection, type WorkflowHandle } from '@temporalio/client';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';

import type { Step } from '../../src/core/definition/step.ts';
import type { Execution } from '../../src/core/definition/step-base.ts';
import { INTERPRETER } from '../../src/core/interpreter/version.ts';
import { createDataConverter } from '../../src/files/external-storage.ts';
import { PayloadFolder } from '../../src/files/payload-folder.ts';
import { definition } from '../behaviour/driver.ts';
import { resultOf } from '../behaviour/drivers/temporal.ts';
import { tempFolder } from '../helpers/temp-folder.ts';
import { temporal, unique } from '../helpers/temporal.ts';

const WORKER = fileURLToPath(new URL('modes-worker.ts', import.meta.url));
const children: ChildProcess[] = [];
let connection: Connection;

beforeAll(async () => {
  connection = await Connection.connect({ address: temporal().address });
});
afterAll(() => connection.close());
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
});

/** A folder, a task queue, workers that come and go, and a run. */
class Place {
  readonly #folder = tempFolder();
  readonly #taskQueue = unique('queue');
  readonly #runId = unique('modes');

  async worker(): Promise<ChildProcess> {
    const child = spawn(process.execPath, ['--import', 'tsx', WORKER, temporal().address, this.#taskQueue, this.#folder], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    children.push(child);
    await once(child.stdout, 'data');
    return child;
  }

  start(steps: readonly Step[], execution: Execution): Promise<WorkflowHandle> {
    const client = new Client({ connection, dataConverter: createDataConverter(new PayloadFolder(join(this.#folder, 'data'))) });
    const run = definition(steps, { execution });
    return client.workflow.start(run.id, {
      args: [{ definition: run, hash: 'not validated', interpreter: INTERPRETER }],
      taskQueue: this.#taskQueue,
      workflowId: this.#runId,
    });
  }

  /** Paths of the steps whose action was begun, or was done, as often as it was. */
  paths(what: 'begun' | 'done'): readonly string[] {
    const file = join(this.#folder, what);
    if (!existsSync(file)) return [];
    const lines = readFileSync(file, 'utf8').trim().split('\n');
    return lines.map((line) => line.split(' ')[0]?.replace(`${this.#runId}/`, '') ?? '');
  }

  /** Process of the last execution of a step. */
  workerOf(path: string): number {
    const lines = readFileSync(join(this.#folder, 'begun'), 'utf8').split('\n');
    return Number(lines.findLast((line) => line.startsWith(`${this.#runId}/${path} `))?.split(' ')[2]);
  }

  async until(what: 'begun' | 'done', path: string, times = 1): Promise<void> {
    while (this.paths(what).filter((each) => each === path).length < times) await delay(10);
  }
}

async function kill(worker: ChildProcess, signal: 'SIGKILL' | 'SIGTERM' = 'SIGKILL'): Promise<void> {
  const gone = once(worker, 'exit');
  worker.kill(signal);
  await gone;
}

const pipeline = (length: number, ms: number): readonly Step[] =>
  Array.from({ length }, (_, i) => ({ id: `s${i}`, target: 'effects', action: 'append', params: { ms } }));

const idsOf = (steps: readonly Step[]) => steps.map(({ id }) => id);

/** How often each path is there. */
function countsOf(paths: readonly string[]): ReadonlyMap<string, number> {
  return new Map(paths.map((path) => [path, paths.filter((each) => each === path).length]));
}

const again = (paths: readonly string[]) => [...countsOf(paths)].filter(([, times]) => times > 1).map(([path]) => path);

/** Types of the activities in a history, as often as they were scheduled. */
async function activities(handle: WorkflowHandle): Promise<readonly string[]> {
  const { events } = await handle.fetchHistory();
  return (events ?? []).flatMap(({ activityTaskScheduledEventAttributes: asks }) => asks?.activityType?.name ?? []);
}

const ONE_ATTEMPT = { status: 'COMPLETED', attempts: 1 };

test('express: a worker killed in a long section loses what came after its last beat and nothing else', async () => {
  const steps = pipeline(40, 100);
  const place = new Place();
  const first = await place.worker();
  const handle = await place.start(steps, 'express');
  await place.until('done', 's24');
  await kill(first);
  const before = new Set(place.paths('done'));
  await place.worker();
  const result = await resultOf(handle);
  expect(result).toMatchObject({ status: 'COMPLETED', steps: steps.map(({ id }) => ({ path: id, ...ONE_ATTEMPT })) });
  expect([...new Set(place.paths('done'))]).toEqual(idsOf(steps));
  expect(await activities(handle)).toContain('stepwright.express');
  // A beat is sent every 500 ms at the most, and the log is noted for it every 200 ms.
  const twice = again(place.paths('begun'));
  expect(twice.length).toBeLessThanOrEqual(10);
  expect(twice.every((path) => Number(path.slice(1)) >= before.size - 10)).toBe(true);
});

test.each(['express', 'local'] as const)(
  '%s: a worker killed at work beside its workflow task: what it did is done again, with the same keys',
  async (execution) => {
    const steps = pipeline(5, 40);
    const place = new Place();
    const first = await place.worker();
    const handle = await place.start(steps, execution);
    await place.until('done', 's2');
    await kill(first);
    await place.worker();
    const result = await resultOf(handle);
    expect(result).toMatchObject({ status: 'COMPLETED', steps: steps.map(({ id }) => ({ path: id, ...ONE_ATTEMPT })) });
    expect([...new Set(place.paths('done'))]).toEqual(idsOf(steps));
    expect(again(place.paths('done')).every((path) => ['s0', 's1', 's2', 's3'].includes(path))).toBe(true);
  },
);

const SLOW: readonly Step[] = [
  ...pipeline(2, 5),
  { id: 'slow', target: 'effects', action: 'append', params: { ms: 3000 } },
  ...pipeline(4, 5).slice(2),
];

test.each(['express', 'local'] as const)('%s: the activity with which a slow call goes on joins it', async (execution) => {
  const place = new Place();
  await place.worker();
  const handle = await place.start(SLOW, execution);
  expect(await resultOf(handle)).toMatchObject({ status: 'COMPLETED', steps: SLOW.map(({ id }) => ({ path: id, ...ONE_ATTEMPT })) });
  expect(await activities(handle)).toContain('effects.append');
  expect(place.paths('begun')).toEqual(idsOf(SLOW));
  expect(place.paths('done')).toEqual(idsOf(SLOW));
});

test.each(['express', 'local'] as const)(
  '%s: a slow call whose worker is killed is made once more, and counts one attempt',
  async (execution) => {
    const place = new Place();
    const first = await place.worker();
    const handle = await place.start(SLOW, execution);
    await place.until('begun', 'slow');
    await delay(1500);
    await kill(first);
    await place.worker();
    expect(await resultOf(handle)).toMatchObject({ status: 'COMPLETED', steps: SLOW.map(({ id }) => ({ path: id, ...ONE_ATTEMPT })) });
    expect(place.paths('begun').filter((path) => path === 'slow')).toHaveLength(2);
    expect(place.paths('done')).toEqual(idsOf(SLOW));
  },
);

test('express: a worker told to stop hands a long section over at once, and no attempt is counted', async () => {
  const steps = pipeline(40, 100);
  const place = new Place();
  const first = await place.worker();
  await place.worker();
  const handle = await place.start(steps, 'express');
  await place.until('done', 's15');
  const other = children.find((child) => child !== first);
  const atWork = place.workerOf('s15') === first.pid ? first : other;
  if (atWork === undefined) throw new Error('nobody is at work');
  await kill(atWork, 'SIGTERM');
  const result = await resultOf(handle);
  expect(result).toMatchObject({ status: 'COMPLETED', steps: steps.map(({ id }) => ({ path: id, ...ONE_ATTEMPT })) });
  expect([...new Set(place.paths('done'))]).toEqual(idsOf(steps));
  expect(again(place.paths('begun')).length).toBeLessThanOrEqual(1);
  const { events } = await handle.fetchHistory();
  expect(events?.filter(({ activityTaskTimedOutEventAttributes: late }) => late)).toEqual([]);
});

test.each(['express', 'local'] as const)('%s: a run cancelled during a slow call stops its action', async (execution) => {
  const place = new Place();
  await place.worker();
  const slow: Step = { id: 'slow', target: 'effects', action: 'append', params: { ms: 5000 } };
  const handle = await place.start([...pipeline(5, 100), slow], execution);
  await place.until('begun', 'slow');
  await delay(execution === 'local' ? 1500 : 100);
  await handle.signal('cancel', {});
  const result = await resultOf(handle);
  expect(result.status).toBe('CANCELLED');
  await delay(5500);
  expect(place.paths('begun')).toEqual(['s0', 's1', 's2', 's3', 's4', 'slow']);
  expect(place.paths('done')).toEqual(['s0', 's1', 's2', 's3', 's4']);
});
