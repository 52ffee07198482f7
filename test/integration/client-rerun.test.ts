import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { afterEach, describe, expect, it } from 'vitest';
import { z } from 'zod';

import type { WorkflowDefinition } from '../../src/core/definition/workflow-definition.ts';
import { StepwrightError } from '../../src/core/errors/stepwright-error.ts';
import { action } from '../../src/core/target/action.ts';
import { defineTarget } from '../../src/core/target/define-target.ts';
import { connect } from '../../src/embedded.ts';
import { openStore, storeIn } from '../../src/storage/open-store.ts';
import { collect, useClient } from '../helpers/client.ts';
import { tempFolder } from '../helpers/temp-folder.ts';
import { temporal, unique } from '../helpers/temporal.ts';

/** Idempotency keys of all calls, in order. */
const calls: string[] = [];
/** Names of actions that fail. */
const broken = new Set<string>();

const params = z.record(z.string(), z.unknown());
const shop = defineTarget('shop', {
  actions: Object.fromEntries(
    ['book', 'ship', 'tell', 'undo'].map((name) => [
      name,
      action({
        params,
        run: (given, { idempotencyKey }) => {
          calls.push(idempotencyKey);
          if (broken.has(name)) throw new StepwrightError('Broken', `${name} is broken`, { class: 'permanent' });
          return { of: given['of'] ?? null, by: name };
        },
      }),
    ]),
  ),
});

const client = useClient({ targets: [shop], user: 'ada' });

afterEach(() => {
  calls.length = 0;
  broken.clear();
});

const undo = { rollback: { target: 'shop', action: 'undo', params: {} } };
const step = (id: string, name: string, more: object = {}) => ({ id, target: 'shop', action: name, ...more }) as const;

function order(more: Partial<WorkflowDefinition> = {}): WorkflowDefinition {
  return {
    id: 'rerun-order',
    name: 'Order',
    key: '$ref',
    steps: [
      step('booked', 'book', { params: { of: '$ref' }, ...undo }),
      { id: 'keep', type: 'set', values: { total: 7 } },
      step('shipped', 'ship', { params: { of: '$booked.of', total: '$total' } }),
      step('told', 'tell', { params: { of: '$shipped.of' } }),
    ],
    ...more,
  };
}

/** Paths called for one run. */
const callsOf = (runId: string) => calls.filter((key) => key.startsWith(`${runId}/`)).map((key) => key.slice(runId.length + 1));

async function failed(definition: WorkflowDefinition, id = unique('order')) {
  broken.add('ship');
  const run = await client.stepwright.start(definition, { ref: 'R-1' }, { id, tags: ['late'] });
  const result = await run.result();
  broken.clear();
  expect(result.success).toBe(false);
  return run;
}

describe('a rerun', () => {
  it('of a failed run, once the action is mended, executes what failed and what follows', async () => {
    const run = await failed(order());
    const again = await run.rerun();
    expect(await again.result()).toMatchObject({ status: 'COMPLETED', output: { told: { of: 'R-1', by: 'tell' } } });
    expect(callsOf(run.id)).toEqual(['booked', 'shipped']);
    expect(callsOf(again.id)).toEqual(['shipped', 'told']);
    expect((await again.state()).variables).toEqual({ total: 7 });
    const notices = (await again.trace()).flatMap(({ notice }) => notice ?? []);
    expect(notices).toEqual([`takes up what run ${run.id} had done; begins at shipped`]);
    const [summary] = await collect(client.stepwright.list({ definition: 'rerun-order', tag: 'late', limit: 1 }));
    expect(summary).toMatchObject({ runId: again.id, resumedFrom: run.id, tags: ['late'] });
  });

  it('that fails as well undoes what it took over', async () => {
    const run = await failed(order());
    broken.add('ship');
    const other = order({ rollbackOnFailure: true });
    const again = await run.rerun({ definition: other });
    expect(await again.result()).toMatchObject({ status: 'ROLLED_BACK', rollbackPerformed: true });
    expect(callsOf(again.id)).toEqual(['shipped', 'booked~rollback']);
  });

  it('executes again what was rolled back', async () => {
    const run = await failed(order({ rollbackOnFailure: true }));
    expect(await run.planRerun()).toMatchObject({ adopted: ['keep'], again: ['booked', 'shipped', 'told'], rollbacks: [] });
    const again = await run.rerun();
    expect(await again.result()).toMatchObject({ status: 'COMPLETED' });
    expect(callsOf(again.id)).toEqual(['booked', 'shipped', 'told']);
  });

  it('from a step, with another input, of a run that completed', async () => {
    const run = await client.stepwright.start(order(), { ref: 'R-1' });
    await run.result();
    const again = await run.rerun({ from: 'told', input: { more: 1 }, id: unique('told') });
    expect((await again.result()).status).toBe('COMPLETED');
    expect(callsOf(again.id)).toEqual(['told']);
    expect((await again.state()).input).toEqual({ ref: 'R-1', more: 1 });
    await expect(run.rerun()).rejects.toMatchObject({ code: 'InvalidValue' });
    await expect(run.rerun({ from: 'tolt' })).rejects.toMatchObject({ code: 'InvalidValue', hint: 'did you mean "told"?' });
  });

  it('onto a changed definition takes over what is the same, and refuses what is not', async () => {
    const run = await failed(order());
    const [booked, keep, shipped, told] = order().steps ?? [];
    if (booked === undefined || keep === undefined || shipped === undefined || told === undefined) throw new Error('four steps');
    const mended = order({ version: '2.0.0', steps: [booked, keep, step('packed', 'tell'), { ...shipped, name: 'Ship it' }] });
    expect((await run.planRerun({ definition: mended })).differences).toEqual({ added: ['packed'], removed: ['told'], changed: [] });
    const again = await run.rerun({ definition: mended });
    expect(await again.result()).toMatchObject({ status: 'COMPLETED', definitionVersion: '2.0.0' });
    expect(callsOf(again.id)).toEqual(['packed', 'shipped']);

    const other = order({ steps: [step('booked', 'tell'), keep, shipped, told] });
    await expect(run.rerun({ definition: other })).rejects.toMatchObject({
      code: 'CheckpointInvalid',
      message: 'the outcome of "booked" can\'t be taken over: it was action shop.book, and is action shop.tell now',
    });
    const changed = order({ steps: [step('booked', 'book', { params: { of: 'other' } }), keep, shipped, told] });
    await expect(run.rerun({ definition: changed })).rejects.toMatchObject({ code: 'CheckpointInvalid' });
    const forced = await run.rerun({ definition: changed, force: true });
    expect((await forced.result()).output).toMatchObject({ booked: { of: 'R-1' } });
    await expect(run.rerun({ definition: order({ id: 'another' }) })).rejects.toMatchObject({ code: 'CheckpointInvalid' });
  });

  it('of a run that goes on is refused; of one that was cancelled it goes on where that stood', async () => {
    const waiting = order({ steps: [step('booked', 'book'), { id: 'go', type: 'event', event: 'go' }, step('told', 'tell')] });
    const run = await client.stepwright.start(waiting, { ref: 'R-1' });
    await expect.poll(() => run.state().then(({ steps }) => steps.at(-1)?.path)).toBe('go');
    await expect(run.rerun()).rejects.toMatchObject({ code: 'InvalidValue' });
    await run.cancel();
    expect((await run.result()).status).toBe('CANCELLED');
    const again = await run.rerun();
    await again.event('go', { n: 1 });
    expect(await again.result()).toMatchObject({ status: 'COMPLETED', output: { go: { n: 1 } } });
    expect(callsOf(again.id)).toEqual(['told']);
  });

  it('under one id is one rerun', async () => {
    const run = await failed(order());
    const id = unique('again');
    const [one, two] = [await run.rerun({ id }), await run.rerun({ id })];
    expect([one.id, two.id]).toEqual([id, id]);
    await one.result();
    expect(callsOf(id)).toEqual(['shipped', 'told']);
    await expect(run.rerun({ id, from: 'told' })).rejects.toMatchObject({ code: 'RunIdConflict' });
    await expect(run.rerun({ id: run.id })).rejects.toMatchObject({ code: 'RunIdConflict' });
  });
});

const withCheckpoint = () =>
  order({
    steps: [
      step('booked', 'book', { params: { of: '$ref' }, ...undo }),
      { id: 'keep', type: 'set', values: { total: 7 } },
      { id: 'paid', name: 'Payment is in', type: 'checkpoint' },
      step('shipped', 'ship', { params: { of: '$booked.of', total: '$total' } }),
    ],
  });

describe('a checkpoint', () => {
  const checkpoints = () => client.stepwright.checkpoints;

  it('saves the run; so does its failure; a new run goes on from there', async () => {
    const run = await failed(withCheckpoint());
    const listed = await collect(checkpoints().list({ runId: run.id }));
    expect(listed.map(({ id, name, definition }) => [id, name, definition])).toEqual([
      [`${run.id}/~failed`, 'failed', 'rerun-order'],
      [`${run.id}/paid`, 'Payment is in', 'rerun-order'],
    ]);
    for (const { id } of listed) await checkpoints().validate(id);
    const resumed = await checkpoints().resume(`${run.id}/paid`);
    expect(await resumed.result()).toMatchObject({ status: 'COMPLETED', output: { shipped: { of: 'R-1' } } });
    expect(callsOf(resumed.id)).toEqual(['shipped']);
    expect((await resumed.state()).variables).toEqual({ total: 7 });
    const afterFailure = await checkpoints().resume(`${run.id}/~failed`);
    expect((await afterFailure.result()).status).toBe('COMPLETED');
    expect(callsOf(afterFailure.id)).toEqual(['shipped']);
  });

  it('that fails after it is undone by the run that goes on', async () => {
    const run = await failed(withCheckpoint());
    broken.add('ship');
    const resumed = await checkpoints().resume(`${run.id}/paid`, { definition: { ...withCheckpoint(), rollbackOnFailure: true } });
    expect((await resumed.result()).status).toBe('ROLLED_BACK');
    expect(callsOf(resumed.id)).toEqual(['shipped', 'booked~rollback']);
  });

  it('that was tampered with, is foreign, or was undone since is refused with the reason', async () => {
    const run = await failed(withCheckpoint());
    const id = `${run.id}/paid`;
    await expect(checkpoints().resume(id, { definition: order({ id: 'another' }) })).rejects.toMatchObject({ code: 'CheckpointInvalid' });
    const store = await openStore(storeIn(client.dataDir));
    try {
      const kept = store.collection<{ journal: { input: unknown } }>({
        name: 'checkpoints',
        indexes: ['runId', 'definition', 'createdAt'],
      });
      const found = await kept.get(id);
      if (found === undefined) throw new Error('it was saved');
      await kept.put(id, { ...found.value, journal: { ...found.value.journal, input: { ref: 'R-2' } } });
    } finally {
      await store.close();
    }
    const changed = { code: 'CheckpointInvalid', message: expect.stringContaining('its checksum is another one') as unknown };
    await expect(checkpoints().validate(id)).rejects.toMatchObject(changed);
    await expect(checkpoints().resume(id)).rejects.toMatchObject(changed);
    const undone = await failed({ ...withCheckpoint(), rollbackOnFailure: true });
    await expect(checkpoints().resume(`${undone.id}/paid`)).rejects.toMatchObject({
      code: 'CheckpointInvalid',
      message: expect.stringContaining('was rolled back, and booked undone') as unknown,
    });
    await checkpoints().delete(id);
    await expect(checkpoints().get(id)).rejects.toMatchObject({ code: 'NotFound' });
  });
});

const children: ChildProcess[] = [];
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
});

it('a worker killed after a checkpoint: the run can be ended, and a new one goes on from there', async () => {
  const folder = tempFolder();
  const taskQueue = unique('queue');
  const script = fileURLToPath(new URL('limits-worker.ts', import.meta.url));
  const worker = async () => {
    const child = spawn(process.execPath, ['--import', 'tsx', script, temporal().address, taskQueue, folder], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    children.push(child);
    await once(child.stdout, 'data');
    return child;
  };
  const first = await worker();
  const effect = (id: string, name: string) => ({ id, target: 'effects', action: name }) as const;
  const effects = defineTarget('effects', {
    actions: { write: action({ params, run: () => null }), slow: action({ params, run: () => null }) },
  });
  const stepwright = await connect({
    address: temporal().address,
    namespace: 'default',
    taskQueue,
    dataDir: join(folder, 'data'),
    worker: false,
    targets: [effects],
  });
  try {
    const run = await stepwright.start({
      id: 'killed-after-checkpoint',
      name: 'Killed',
      steps: [effect('a', 'write'), { id: 'mark', type: 'checkpoint' }, effect('b', 'slow'), effect('c', 'write')],
    });
    await expect.poll(() => existsSync(join(folder, 'slow-begun')), { timeout: 10_000 }).toBe(true);
    first.kill('SIGKILL');
    await once(first, 'exit');
    await run.terminate();
    await worker();
    const resumed = await stepwright.checkpoints.resume(`${run.id}/mark`);
    expect((await resumed.result()).status).toBe('COMPLETED');
    const executions = readFileSync(join(folder, 'executions'), 'utf8').trim().split('\n');
    expect(executions).toEqual(['write a 1', 'slow b 1', 'slow b 1', 'write c 1']);
  } finally {
    await stepwright.close();
  }
});
