import { describe, expect, it } from 'vitest';

import type { Run } from '../../src/client/api.ts';
import type { WorkflowDefinition } from '../../src/core/definition/workflow-definition.ts';
import { collect, useClient } from '../helpers/client.ts';
import { unique } from '../helpers/temporal.ts';

const client = useClient();

/** Waits for `paid`, then `closed`; its output is the data of both. */
function order(more: Partial<WorkflowDefinition> = {}): WorkflowDefinition {
  return {
    id: unique('order'),
    name: 'Order',
    steps: [
      { id: 'paid', type: 'event', event: 'order.paid' },
      { id: 'closed', type: 'event', event: 'order.closed' },
    ],
    output: { paid: '$paid', closed: '$closed' },
    ...more,
  };
}

/** Resolves when a step with this path waits. */
async function waits(run: Run, path: string): Promise<void> {
  for await (const event of run.events()) if (event.type === 'step:waiting' && event.path === path) return;
}

async function notices(run: Run): Promise<readonly (string | undefined)[]> {
  return (await run.trace()).filter(({ type }) => type === 'workflow:notice').map(({ notice }) => notice);
}

describe('an event to a run', () => {
  it('is the value of the step that waits for it', async () => {
    const run = await client.stepwright.start(order());
    await waits(run, 'paid');
    const { id } = await run.event('order.paid', { amount: 5 });
    expect(id).toMatch(/^[\w-]{30,}$/);
    await run.event('order.closed');
    expect((await run.result()).output).toEqual({ paid: { amount: 5 }, closed: {} });
  });

  it('that comes before its step is reached waits for it', async () => {
    const run = await client.stepwright.start(order());
    await run.event('order.closed', 'early', { source: 'test' });
    await waits(run, 'paid');
    await run.event('order.paid');
    expect((await run.result()).output).toEqual({ paid: {}, closed: 'early' });
    expect(await notices(run)).toEqual(['event order.closed waits for its step', 'event order.paid was taken']);
  });

  it('counts once however often it is sent', async () => {
    const steps: WorkflowDefinition['steps'] = [
      { id: 'one', type: 'event', event: 'tick' },
      { id: 'two', type: 'event', event: 'tick' },
    ];
    const run = await client.stepwright.start(order({ steps, output: ['$one', '$two'] }));
    const sent = await Promise.all([1, 2, 3].map(() => run.event('tick', 'a', { id: 'tick-1' })));
    expect(sent).toEqual([{ id: 'tick-1' }, { id: 'tick-1' }, { id: 'tick-1' }]);
    await run.event('tick', 'again', { id: 'tick-1' });
    await run.event('tick', 'b');
    expect((await run.result()).output).toEqual(['a', 'b']);
  });

  it('carries Dates as text and bytes as file references', async () => {
    const run = await client.stepwright.start(order());
    await run.event('order.paid', { at: new Date('2026-01-01T00:00:00Z'), receipt: Buffer.from('thanks') });
    await run.event('order.closed', Buffer.from('closed'));
    expect((await run.result()).output).toEqual({
      paid: { at: '2026-01-01T00:00:00.000Z', receipt: expect.objectContaining({ name: 'receipt', size: 6 }) as unknown },
      closed: expect.objectContaining({ name: 'data', size: 6 }) as unknown,
    });
  });

  it('is refused when too many wait already', async () => {
    const run = await client.stepwright.start(order({ limits: { maxEvents: 2 } }));
    await run.event('other');
    await run.event('other');
    await expect(run.event('other')).rejects.toMatchObject({
      code: 'TooManyEvents',
      message: expect.stringContaining('2 events wait') as string,
      hint: expect.stringContaining('maxEvents') as string,
    });
    // What a step waits for is no burden.
    await waits(run, 'paid');
    await run.event('order.paid');
    await run.cancel();
  });

  it('is refused by a state machine that does not name it, which says what it takes', async () => {
    const run = await client.stepwright.start({
      id: unique('machine'),
      name: 'Machine',
      initial: 'draft',
      states: { draft: { on: { submit: 'done', drop: 'done' } }, done: { type: 'final', output: 'well' } },
    });
    await expect.poll(async () => (await run.state()).machine).toMatchObject({ currentState: 'draft' });
    await expect(run.event('ship')).rejects.toMatchObject({
      code: 'EventNotAccepted',
      message: expect.stringContaining('submit, drop') as string,
      details: { accepted: ['submit', 'drop'] },
    });
    await run.event('submit');
    expect((await run.result()).output).toBe('well');
  });

  it('is refused when the run has ended, or never was', async () => {
    const run = await client.stepwright.start(order({ steps: [{ id: 'a', target: 'util', action: 'echo' }], output: null }));
    await run.result();
    await expect(run.event('order.paid')).rejects.toMatchObject({
      code: 'RunEnded',
      message: `run "${run.id}" has ended (COMPLETED)`,
      hint: expect.stringContaining(`stepwright result ${run.id}`) as string,
    });
    await expect(client.stepwright.run(unique('nobody')).event('order.paid')).rejects.toMatchObject({ code: 'RunNotFound' });
    await expect(run.event('')).rejects.toMatchObject({ code: 'InvalidValue' });
    await expect(run.event('x', { on: () => 1 })).rejects.toMatchObject({
      code: 'InvalidInput',
      message: expect.stringContaining('the data of the event at /on') as string,
    });
  });

  it('says within seconds that nobody works on the run, and that it may be sent again', async () => {
    const place = { taskQueue: unique('idle') };
    const alone = await client.connectAgain({ ...place, worker: false });
    const run = await alone.start(order());
    await expect(run.event('order.paid', 1, { id: 'pay-1' })).rejects.toMatchObject({
      code: 'TemporalUnreachable',
      hint: expect.stringMatching(/stepwright worker .* id pay-1 it counts once/) as string,
    });
    await client
      .connectAgain({ ...place, worker: true })
      .then((withWorker) => withWorker.run(run.id).event('order.paid', 2, { id: 'pay-1' }));
    await run.terminate();
  });
});

describe('an event to a key', () => {
  it('goes to all open runs with it, right after their start', async () => {
    const key = unique("key's");
    const definition = order({ input: { type: 'object', properties: { ref: { type: 'string' } } }, key: '$ref' });
    const [given, own] = await Promise.all([
      client.stepwright.start(order(), {}, { key }),
      client.stepwright.start(definition, { ref: key }),
    ]);
    // Both are listed a moment after their start.
    await expect
      .poll(async () => (await collect(client.stepwright.list({ key }))).map(({ runId }) => runId).toSorted())
      .toEqual([given.id, own.id].toSorted());
    expect(await client.stepwright.event('order.paid', 1, { key, id: 'e-1' })).toMatchObject({
      id: 'e-1',
      runs: expect.arrayContaining([given.id, own.id]) as unknown,
      refused: [],
    });
    await own.event('order.closed');
    await own.result();
    // An ended run is not addressed any more.
    await expect.poll(async () => (await client.stepwright.event('order.paid', 1, { key, id: 'e-1' })).runs).toEqual([given.id]);
    await given.event('order.closed');
    expect((await given.result()).output).toEqual({ paid: 1, closed: {} });
    const [listed] = await collect(client.stepwright.list({ key, definition: definition.id }));
    expect(listed).toMatchObject({ runId: own.id, key, status: 'COMPLETED' });
  });

  it('finds a run that has only just been started', async () => {
    const key = unique('fresh');
    const run = await client.stepwright.start(order(), {}, { key });
    expect((await client.stepwright.event('order.paid', null, { key })).runs).toEqual([run.id]);
    await run.terminate();
  });

  it('says which runs refused it, and fails when not one took it', async () => {
    const key = unique('full');
    const full = await client.stepwright.start(order({ limits: { maxEvents: 1 } }), {}, { key });
    await full.event('other');
    const open = await client.stepwright.start(order(), {}, { key });
    await expect.poll(() => collect(client.stepwright.list({ key }))).toHaveLength(2);
    expect(await client.stepwright.event('order.closed', null, { key })).toMatchObject({
      runs: [open.id],
      refused: [{ runId: full.id, error: { code: 'TooManyEvents' } }],
    });
    await open.terminate();
    await expect.poll(() => collect(client.stepwright.list({ key, status: 'RUNNING' }))).toHaveLength(1);
    await expect(client.stepwright.event('order.closed', null, { key })).rejects.toMatchObject({ code: 'TooManyEvents' });
    await full.terminate();
  });

  it('tells the sender that there is no such run, after a look or two', async () => {
    const began = Date.now();
    await expect(client.stepwright.event('order.paid', null, { key: 'no such key' })).rejects.toMatchObject({
      code: 'RunNotFound',
      message: 'there is no open run with the key "no such key"',
    });
    expect(Date.now() - began).toBeGreaterThan(1500);
    await expect(client.stepwright.event('order.paid', null, { run: unique('nobody') })).rejects.toMatchObject({ code: 'RunNotFound' });
  });

  it('reaches a run by its id as well', async () => {
    const run = await client.stepwright.start(order());
    expect(await client.stepwright.event('order.paid', 3, { run: run.id })).toMatchObject({ runs: [run.id], refused: [] });
    await run.terminate();
  });
});
