import { afterEach, describe, expect, it } from 'vitest';
import { z } from 'zod';

import type { WorkflowDefinition } from '../../src/core/definition/workflow-definition.ts';
import { StepwrightError } from '../../src/core/errors/stepwright-error.ts';
import { action } from '../../src/core/target/action.ts';
import { defineTarget } from '../../src/core/target/define-target.ts';
import { collect, useClient } from '../helpers/client.ts';
import { unique } from '../helpers/temporal.ts';

/** Idempotency keys of all calls, in order. */
const calls: string[] = [];
/** Names of actions that fail. */
const broken = new Set<string>();

const shop = defineTarget('shop', {
  actions: Object.fromEntries(
    ['do', 'ship', 'undo', 'undoShipment'].map((name) => [
      name,
      action({
        params: z.record(z.string(), z.unknown()),
        run: (_, { idempotencyKey }) => {
          calls.push(idempotencyKey);
          if (broken.has(name)) throw new StepwrightError('Broken', `${name} is broken`, { class: 'permanent' });
          return null;
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

const step = (id: string, undo = 'undo') =>
  ({ id, target: 'shop', action: 'do', rollback: { target: 'shop', action: undo, params: {} } }) as const;

function order(more: Partial<WorkflowDefinition> = {}): WorkflowDefinition {
  return { id: 'undo-order', name: 'Order', steps: [step('a'), step('b', 'undoShipment'), step('c')], ...more };
}

const failing = (more: Partial<WorkflowDefinition> = {}) => {
  broken.add('ship');
  return order({ steps: [...(order().steps ?? []), { id: 'd', target: 'shop', action: 'ship' }], ...more });
};

const undoneOf = (runId: string) =>
  calls.filter((key) => key.startsWith(`${runId}/`) && key.endsWith('~rollback')).map((key) => key.slice(runId.length + 1));
const history = (runId: string) => collect(client.stepwright.rollbacks({ runId }));

async function ended(definition: WorkflowDefinition) {
  const run = await client.stepwright.start(definition, {}, { id: unique('undo'), tags: ['late'] });
  const result = await run.result();
  return { run, result };
}

describe('a rollback after the fact', () => {
  it('undoes a completed run, newest first, with the keys of that run, in a run of its own', async () => {
    const { run } = await ended(order());
    expect((await run.rollbackPlan()).map(({ path }) => path)).toEqual(['c', 'b', 'a']);
    const undoing = await run.rollback({ reason: 'ordered twice' });
    expect(undoing.id).toBe(`${run.id}~rollback`);
    expect(await undoing.result()).toMatchObject({ status: 'COMPLETED', rollbackPerformed: true });
    expect(undoneOf(run.id)).toEqual(['c~rollback', 'b~rollback', 'a~rollback']);
    expect(await history(run.id)).toMatchObject([
      {
        how: 'afterwards',
        outcome: 'done',
        by: 'ada',
        reason: 'ordered twice',
        undone: ['c', 'b', 'a'],
        rollbackRunId: undoing.id,
        definition: 'undo-order',
      },
    ]);
  });

  it('called twice is one run', async () => {
    const { run } = await ended(order());
    const [first, second] = [await run.rollback(), await run.rollback()];
    expect(second.id).toBe(first.id);
    await second.result();
    expect(undoneOf(run.id)).toHaveLength(3);
    expect(await history(run.id)).toHaveLength(1);
  });

  it('of a part: another part is refused there, and undone by the rollback of the rollback', async () => {
    const { run } = await ended(order());
    const part = await run.rollback({ backTo: 'b' });
    await part.result();
    expect(undoneOf(run.id)).toEqual(['c~rollback']);
    await expect(run.rollback()).rejects.toMatchObject({ code: 'RunIdConflict', hint: expect.stringContaining(part.id) as string });
    const rest = await part.rollback();
    expect(await rest.result()).toMatchObject({ status: 'COMPLETED' });
    expect(undoneOf(run.id)).toEqual(['c~rollback', 'b~rollback', 'a~rollback']);
    expect((await history(run.id)).map(({ undone, left }) => ({ undone, left }))).toEqual([
      { undone: ['b', 'a'], left: [] },
      { undone: ['c'], left: ['a', 'b'] },
    ]);
  });

  it('is refused when everything was rolled back already, for a run at work, and for what does not exist', async () => {
    const { run, result } = await ended(failing({ rollbackOnFailure: true }));
    expect(result.status).toBe('ROLLED_BACK');
    await expect(run.rollback()).rejects.toMatchObject({ code: 'NothingToRollBack' });
    const waiting = await client.stepwright.start(
      { id: 'undo-wait', name: 'Wait', steps: [{ id: 'w', type: 'wait', for: '1h' }] },
      {},
      { id: unique('undo') },
    );
    await expect(waiting.rollback()).rejects.toMatchObject({ code: 'InvalidValue' });
    await waiting.cancel();
    const { run: other } = await ended(order());
    await expect(other.rollback({ steps: ['nope'] })).rejects.toMatchObject({ code: 'NoSuchStep' });
  });

  it('tries again what the run could not undo', async () => {
    broken.add('undoShipment');
    const { run, result } = await ended(failing({ rollbackOnFailure: true }));
    expect(result).toMatchObject({ status: 'FAILED', rollbackErrors: [{ path: 'b' }] });
    broken.delete('undoShipment');
    calls.length = 0;
    expect(await (await run.rollback()).result()).toMatchObject({ status: 'COMPLETED' });
    expect(undoneOf(run.id)).toEqual(['b~rollback']);
    expect(
      (await history(run.id)).map(({ how, outcome, undone, failed }) => ({ how, outcome, undone, failed: failed.map(({ path }) => path) })),
    ).toEqual([
      { how: 'afterwards', outcome: 'done', undone: ['b'], failed: [] },
      { how: 'automatic', outcome: 'failed', undone: ['c', 'a'], failed: ['b'] },
    ]);
  });

  it("of a child is its parent's; that of the parent undoes the child", async () => {
    const { run } = await ended({ id: 'undo-parent', name: 'Parent', steps: [{ id: 'child', type: 'workflow', workflow: order() }] });
    const children = await collect(client.stepwright.list({ definition: 'undo-order', children: true }));
    const child = children.find(({ parent }) => parent === run.id);
    await expect(client.stepwright.run(child?.runId ?? '').rollback()).rejects.toMatchObject({ code: 'InvalidValue' });
    expect(await (await run.rollback()).result()).toMatchObject({ status: 'COMPLETED' });
    expect(calls.filter((key) => key.endsWith('~rollback'))).toHaveLength(3);
    expect(await history(run.id)).toMatchObject([{ outcome: 'done', undone: ['child'] }]);
  });
});

describe('a rollback that waits', () => {
  const manual = { rollbackOnFailure: { mode: 'manual' } } as const;

  async function waiting() {
    const run = await client.stepwright.start(failing(manual), {}, { id: unique('undo') });
    for await (const { type } of run.events()) if (type === 'workflow:paused') break;
    return run;
  }

  it('is confirmed in part, and written down with who did it', async () => {
    const run = await waiting();
    await run.confirmRollback({ steps: ['c'], as: 'bob', reason: 'the rest was sold' });
    expect(await run.result()).toMatchObject({ status: 'ROLLED_BACK' });
    expect(await history(run.id)).toMatchObject([
      {
        how: 'manual',
        outcome: 'done',
        by: 'bob',
        reason: 'the rest was sold',
        undone: ['c'],
        left: ['a', 'b'],
        cause: { code: 'Broken' },
      },
    ]);
    await expect(run.confirmRollback()).rejects.toMatchObject({ code: 'RunEnded' });
  });

  it('is declined, which is written down as well, and can be undone after the fact', async () => {
    const run = await waiting();
    await run.declineRollback();
    expect(await run.result()).toMatchObject({ status: 'FAILED', rollbackPerformed: false });
    expect(await history(run.id)).toMatchObject([{ how: 'manual', outcome: 'declined', by: 'ada', undone: [], left: ['a', 'b', 'c'] }]);
    expect(await (await run.rollback()).result()).toMatchObject({ status: 'COMPLETED' });
    expect(undoneOf(run.id)).toEqual(['c~rollback', 'b~rollback', 'a~rollback']);
  });

  it('all rollbacks of a definition are found', async () => {
    const run = await waiting();
    await run.declineRollback();
    await run.result();
    const declined = await collect(client.stepwright.rollbacks({ definition: 'undo-order', outcome: 'declined' }));
    expect(declined.map(({ runId }) => runId)).toContain(run.id);
    expect(declined.every(({ outcome }) => outcome === 'declined')).toBe(true);
  });
});
