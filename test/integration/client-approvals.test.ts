import { describe, expect, it } from 'vitest';

import type { Run, RunTask } from '../../src/client/api.ts';
import type { ApprovalStep } from '../../src/core/definition/steps/approval.ts';
import type { WorkflowDefinition } from '../../src/core/definition/workflow-definition.ts';
import { collect, useClient } from '../helpers/client.ts';
import { unique } from '../helpers/temporal.ts';

const client = useClient({ user: 'starter' });

/** One approval with the id `ok`; its value is the run's output. */
function purchase(approval: Partial<ApprovalStep> = {}, more: Partial<WorkflowDefinition> = {}): WorkflowDefinition {
  return {
    id: unique('purchase'),
    name: 'Purchase',
    steps: [{ id: 'ok', name: 'Fine?', type: 'approval', approvers: ['ada', 'bob', 'role:boss'], ...approval }],
    output: '$ok',
    ...more,
  };
}

/** A run of it whose approval waits. */
async function pending(definition: WorkflowDefinition): Promise<Run> {
  const run = await client.stepwright.start(definition);
  for await (const { type } of run.events()) if (type === 'step:waiting') break;
  return run;
}

describe('a vote', () => {
  it('decides, and is told with its comment', async () => {
    const run = await pending(purchase());
    await run.approve('ok', { as: 'ada', comment: 'go on' });
    expect((await run.result()).output).toEqual({
      approved: true,
      decisions: [{ by: 'ada', approved: true, comment: 'go on', form: null, at: expect.stringMatching(/^\d{4}-.*Z$/) as string }],
      form: null,
    });
  });

  it('is cast as the user of the client, with its roles', async () => {
    const run = await pending(purchase());
    const boss = await client.connectAgain({ user: 'carl', roles: ['boss'] });
    await boss.run(run.id).approve();
    expect((await run.result()).output).toMatchObject({ decisions: [{ by: 'carl' }] });
  });

  it('against it fails the step, unless the definition goes on', async () => {
    const refused = await pending(purchase());
    await refused.reject(undefined, { as: 'bob', comment: 'too dear' });
    expect(await refused.result()).toMatchObject({
      status: 'FAILED',
      failure: { code: 'Rejected', message: expect.stringContaining('bob: too dear') as string },
    });
    const noted = await pending(purchase({ onReject: 'continue' }));
    await noted.reject('ok', { as: 'bob' });
    expect((await noted.result()).output).toMatchObject({ approved: false });
  });

  it('of who may not vote is refused with the reason, and counts for nothing', async () => {
    const run = await pending(purchase());
    await expect(run.approve('ok', { as: 'eve', roles: ['clerk'] })).rejects.toMatchObject({
      code: 'NotAnApprover',
      class: 'auth',
      message: expect.stringMatching(/eve may not vote on "ok": its approvers are ada, bob, role:boss/) as string,
      hint: expect.stringContaining('--as') as string,
    });
    await expect(run.approve('ok')).rejects.toMatchObject({
      code: 'NotAnApprover',
      message: expect.stringContaining('starter started the run') as string,
    });
    await expect(run.approve('nope', { as: 'ada' })).rejects.toMatchObject({
      code: 'NoSuchTask',
      hint: expect.stringContaining(`stepwright tasks ${run.id}`) as string,
    });
    expect(await run.tasks()).toMatchObject([{ path: 'ok', decisions: [] }]);
    await run.reject('ok', { as: 'ada' });
    await run.result();
    await expect(run.approve('ok', { as: 'ada' })).rejects.toMatchObject({ code: 'RunEnded' });
    await expect(client.stepwright.run(unique('nobody')).approve()).rejects.toMatchObject({ code: 'RunNotFound' });
  });

  it('of one person counts once, the last one, until there is a quorum', async () => {
    const run = await pending(purchase({ quorum: { approve: 2, reject: 2 } }));
    await run.reject('ok', { as: 'ada' });
    await run.approve('ok', { as: 'ada' });
    await run.approve('ok', { as: 'ada' });
    const [task] = await run.tasks();
    expect(task).toMatchObject({ quorum: { approve: 2, reject: 2 }, decisions: [{ by: 'ada', approved: true }] });
    await run.approve('ok', { as: 'bob' });
    expect((await run.result()).output).toMatchObject({ approved: true, decisions: [{ by: 'ada' }, { by: 'bob' }] });
  });

  it('brings a form, which is checked', async () => {
    const form = { type: 'object', required: ['budget'], properties: { budget: { type: 'string' }, amount: { type: 'number' } } };
    const run = await pending(purchase({ form }));
    await expect(run.approve('ok', { as: 'ada', form: { amount: 'five' } })).rejects.toMatchObject({
      code: 'InvalidInput',
      message: expect.stringMatching(/the form of "ok" does not fit: .*budget.*\/amount/) as string,
      details: expect.arrayContaining([expect.objectContaining({ pointer: '/amount' })]) as unknown,
    });
    await expect(run.approve('ok', { as: 'ada' })).rejects.toMatchObject({ code: 'InvalidInput' });
    await run.approve('ok', { as: 'ada', form: { budget: 'IT', amount: 5 } });
    expect((await run.result()).output).toMatchObject({ form: { budget: 'IT', amount: 5 } });
  });
});

describe('an approval that nobody decides', () => {
  it('is escalated with its votes to others, who may decide it', async () => {
    const onTimeout = { escalate: { approvers: ['chief'], quorum: 2, timeout: '1h' } };
    const run = await pending(purchase({ quorum: 2, timeout: '3s', onTimeout }));
    await run.approve('ok', { as: 'ada' });
    await expect.poll(() => run.tasks(), { timeout: 20_000 }).toMatchObject([{ approvers: ['chief'], decisions: [{ by: 'ada' }] }]);
    await expect(run.approve('ok', { as: 'bob' })).rejects.toMatchObject({ code: 'NotAnApprover' });
    await run.approve('ok', { as: 'chief' });
    expect((await run.result()).output).toMatchObject({ approved: true, decisions: [{ by: 'ada' }, { by: 'chief' }] });
    expect((await run.trace()).flatMap(({ notice }) => notice ?? [])).toContain('the approval was escalated');
  });

  it('ends as onTimeout says', async () => {
    const late = await client.stepwright.execute(purchase({ timeout: '50ms' }));
    expect(late).toMatchObject({ status: 'FAILED', failure: { code: 'Timeout' } });
    expect((await client.stepwright.execute(purchase({ timeout: '50ms', onTimeout: 'approve' }))).output).toMatchObject({
      approved: true,
      decisions: [],
    });
  });
});

describe('tasks', () => {
  it('of one run tell all that a form needs', async () => {
    const form = { type: 'string' };
    const definition = purchase({ form, prompt: 'Buy $what?', timeout: '1h' }, { input: { type: 'object', properties: { what: {} } } });
    const run = await client.stepwright.start(definition, { what: 'chairs' });
    await expect.poll(() => run.tasks()).toHaveLength(1);
    expect(await run.tasks()).toEqual([
      {
        runId: run.id,
        definition: definition.id,
        path: 'ok',
        stepId: 'ok',
        stepName: 'Fine?',
        prompt: 'Buy chairs?',
        approvers: ['ada', 'bob', 'role:boss'],
        form,
        quorum: { approve: 1, reject: 1 },
        decisions: [],
        since: expect.any(String) as string,
        due: expect.any(String) as string,
      },
    ] satisfies RunTask[]);
    await run.cancel();
    await run.result();
    expect(await run.tasks()).toEqual([]);
    await expect(client.stepwright.run(unique('nobody')).tasks()).rejects.toMatchObject({ code: 'RunNotFound' });
  });

  it('are found over all open runs, paused and child runs too, and by what the runs are found by', async () => {
    const key = unique('key');
    const definition = purchase();
    const { id } = definition;
    const child = purchase();
    const runs = await Promise.all([
      client.stepwright.start(definition, {}, { key, tags: ['mine'] }),
      client.stepwright.start(definition),
      client.stepwright.start({ id: unique('parent'), name: 'Parent', steps: [{ id: 'buy', type: 'workflow', workflow: child }] }),
    ]);
    const [first, paused, parent] = runs;
    await paused?.pause();
    const ids = async (query = {}): Promise<readonly string[]> =>
      (await collect(client.stepwright.tasks(query))).map(({ runId }) => runId).toSorted();
    await expect.poll(() => ids(), { timeout: 10_000 }).toEqual([first?.id, paused?.id, `${parent?.id}/buy`].toSorted());
    expect(await ids({ definition: child.id })).toEqual([`${parent?.id}/buy`]);
    expect(await ids({ definition: id })).toHaveLength(2);
    expect(await ids({ key })).toEqual([first?.id]);
    expect(await ids({ tag: 'mine' })).toEqual([first?.id]);
    // A child is voted on where it is.
    await client.stepwright.run(`${parent?.id}/buy`).approve('ok', { as: 'ada' });
    expect(await parent?.result()).toMatchObject({ status: 'COMPLETED', output: { buy: { approved: true } } });
    await Promise.all([first?.terminate(), paused?.terminate()]);
  });

  it('say when nobody answers for the runs', async () => {
    const place = { taskQueue: unique('idle') };
    const alone = await client.connectAgain({ ...place, worker: false });
    expect(await collect(alone.tasks())).toEqual([]);
    const run = await alone.start(purchase());
    // Listed a moment after its start.
    await expect.poll(() => collect(alone.list())).toHaveLength(1);
    await expect(collect(alone.tasks())).rejects.toMatchObject({
      code: 'TemporalUnreachable',
      message: expect.stringContaining(run.id) as string,
    });
    await run.terminate();
  });
});
