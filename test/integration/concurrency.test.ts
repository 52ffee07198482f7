import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { beforeEach, expect, test } from 'vitest';

import type { Run } from '../../src/client/api.ts';
import type { WorkflowDefinition } from '../../src/core/definition/workflow-definition.ts';
import { unique } from '../helpers/temporal.ts';
import { useTwoWorkers } from '../helpers/two-workers.ts';

const workers = useTwoWorkers();

interface Mark {
  readonly what: string;
  readonly runId: string;
  readonly pid: number;
}

function marks(): readonly Mark[] {
  const file = join(workers.folder, 'marks');
  const lines = existsSync(file) ? readFileSync(file, 'utf8').trim().split('\n') : [];
  return lines.map((line) => {
    const [what = '', runId = '', pid] = line.split(' ');
    return { what, runId, pid: Number(pid) };
  });
}

/** Runs at work at one moment; one whose worker was killed is at work until it has been done again. */
function mostAtOnce(): number {
  const atWork = new Set<string>();
  let most = 0;
  for (const { what, runId } of marks()) {
    if (what === 'begin') atWork.add(runId);
    else atWork.delete(runId);
    most = Math.max(most, atWork.size);
  }
  return most;
}

function begun(): readonly string[] {
  return [...new Set(marks().flatMap(({ what, runId }) => (what === 'begin' ? runId : [])))];
}

const ended = (): number => marks().filter(({ what }) => what === 'end').length;

function hold(): void {
  writeFileSync(join(workers.folder, 'hold'), '');
}

function release(): void {
  rmSync(join(workers.folder, 'hold'));
}

function limited(limit: number): WorkflowDefinition {
  return {
    id: unique('limited'),
    name: 'Limited',
    concurrency: { key: '$customer', limit },
    steps: [{ id: 'work', target: 'integration', action: 'work' }],
  };
}

/** Starts a run and waits until it works or waits its turn. */
async function start(definition: WorkflowDefinition): Promise<Run> {
  const run = await workers.stepwright.start(definition, { customer: 'one' }, { id: unique('run') });
  await expect.poll(async () => (await run.progress()).status === 'PENDING' || begun().includes(run.id), { timeout: 20_000 }).toBe(true);
  return run;
}

beforeEach(() => {
  writeFileSync(join(workers.folder, 'marks'), '');
  hold();
});

test(
  '20 runs over two workers, one of them killed: never more than two at once, all complete, in order',
  { timeout: 120_000 },
  async () => {
    const definition = limited(2);
    const runs: Run[] = [];
    while (runs.length < 20) runs.push(await start(definition));
    release();
    await expect.poll(ended, { timeout: 30_000, interval: 20 }).toBeGreaterThanOrEqual(8);
    const inOrder = begun().slice(0, 8);
    hold();
    const victim = await expect
      .poll(() => marks().at(-1)?.what, { timeout: 10_000, interval: 20 })
      .toBe('begin')
      .then(() => marks().at(-1)?.pid);
    await workers.replace(victim ?? 0);
    release();
    for (const run of runs) expect((await run.result()).status).toBe('COMPLETED');
    expect(mostAtOnce()).toBe(2);
    expect(begun()).toHaveLength(20);
    // Two that are called at one moment may begin in either order.
    for (const [position, runId] of inOrder.entries()) {
      expect(Math.abs(runs.findIndex(({ id }) => id === runId) - position)).toBeLessThanOrEqual(1);
    }
  },
);

test('the place of a terminated run is free when the next one asks', { timeout: 60_000 }, async () => {
  const definition = limited(1);
  const [first, second] = [await start(definition), await start(definition)];
  await first.terminate();
  const third = await start(definition);
  await expect.poll(() => begun().includes(second.id), { timeout: 15_000 }).toBe(true);
  expect((await third.progress()).status).toBe('PENDING');
  release();
  expect([(await second.result()).status, (await third.result()).status]).toEqual(['COMPLETED', 'COMPLETED']);
});

test('it is also found by those who wait, within half a minute', { timeout: 90_000 }, async () => {
  const definition = limited(1);
  const [first, second] = [await start(definition), await start(definition)];
  await first.terminate();
  release();
  expect((await second.result()).status).toBe('COMPLETED');
});
