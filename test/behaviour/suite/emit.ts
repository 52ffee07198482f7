import { randomUUID } from 'node:crypto';
import { describe, expect, test } from 'vitest';

import type { Step } from '../../../src/core/definition/step.ts';
import type { EmitStep } from '../../../src/core/definition/steps/emit.ts';
import type { WorkflowDefinition } from '../../../src/core/definition/workflow-definition.ts';
import { definition, probe, ran, type Driver } from '../driver.ts';

const WAITING: WorkflowDefinition = { id: 'waiting', name: 'Waiting', key: '$k', steps: [{ id: 'got', type: 'event', event: 'paid' }] };

function waiting(id: string, input: Readonly<Record<string, unknown>> = { k: null }): Step {
  return { id, type: 'workflow', workflow: WAITING, wait: false, input };
}

function emit(more: Partial<EmitStep> = {}): Step {
  return { id: 'tell', type: 'emit', event: 'paid', to: { run: '$sub.runId' }, ...more };
}

export function emitting(driver: Driver): void {
  describe('emit', () => {
    test('Values: the CloudEvent; a run that waits gets it', async () => {
      const { result, run } = await ran(driver, definition([waiting('sub'), emit({ data: { amount: '$n' } })]), { input: { n: 5 } });
      expect((result.output as { readonly tell: unknown }).tell).toEqual({
        specversion: '1.0',
        type: 'paid',
        id: `${run.runId}/tell`,
        source: expect.stringContaining('suite'),
        time: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
        data: { amount: 5 },
      });
      expect(await run.other(`${run.runId}/sub`).result()).toMatchObject({ status: 'COMPLETED', output: { got: { amount: 5 } } });
    });

    test('$event of what was emitted is the CloudEvent', async () => {
      const match = '$event.id == $id && $event.type == "paid" && contains($event.source, "suite") && $event.time >= $run.startedAt';
      const inner: WorkflowDefinition = { id: 'waiting', name: 'Waiting', steps: [{ id: 'got', type: 'event', event: 'paid', match }] };
      const sub: Step = { id: 'sub', type: 'workflow', workflow: inner, wait: false, input: { id: '$run.id/tell' } };
      const { run } = await ran(driver, definition([sub, emit()]));
      expect(await run.other(`${run.runId}/sub`).result()).toMatchObject({ status: 'COMPLETED', output: { got: {} } });
    });

    test('When things resolve: type and address of an emit may hold references', async () => {
      const { run } = await ran(driver, definition([waiting('sub'), emit({ event: '$type', to: { run: '$run.id/$name' } })]), {
        input: { type: 'paid', name: 'sub' },
      });
      expect((await run.other(`${run.runId}/sub`).result()).status).toBe('COMPLETED');
    });

    test('a run may send to itself', async () => {
      const { result } = await ran(
        driver,
        definition([emit({ to: { run: '$run.id' }, data: 1 }), { id: 'got', type: 'event', event: 'paid' }]),
      );
      expect(result).toMatchObject({ status: 'COMPLETED', output: { got: 1 } });
    });

    test('Events sent to a `key` reach all open runs with it, and no other', async () => {
      const key = randomUUID();
      const steps = [
        waiting('one', { k: key }),
        waiting('two', { k: key }),
        waiting('three', { k: `${key}-not` }),
        probe('a', { hold: true }),
      ];
      const retry = { maxAttempts: 50, strategy: 'fixed', baseDelay: 100, retryOn: ['*'] } as const;
      const run = await driver.start(definition([...steps, emit({ to: { key }, data: 7, retry })]), { searchable: true });
      const other = (id: string) => run.other(`${run.runId}/${id}`);
      await Promise.all(
        ['one', 'two', 'three'].map((id) => other(id).until(({ steps: known }) => known.some(({ status }) => status === 'WAITING'))),
      );
      await run.probe.begun('a');
      // Where keys are found in an index, it is written a moment later.
      if (!driver.virtual) await new Promise((resolve) => setTimeout(resolve, 2000));
      run.probe.release('a');
      expect((await run.result()).status).toBe('COMPLETED');
      for (const id of ['one', 'two']) expect(await other(id).result()).toMatchObject({ status: 'COMPLETED', output: { got: 7 } });
      expect((await other('three').state()).status).toBe('RUNNING');
      await other('three').cancel();
    });

    test('Events: no such run: the step fails, and can be caught', async () => {
      const { result } = await ran(driver, definition([emit({ to: { run: 'nobody-of-this-name' } })]));
      expect(result).toMatchObject({ status: 'FAILED', failure: { code: 'RunNotFound', step: 'tell' } });
      const keyed = await ran(driver, definition([emit({ to: { key: randomUUID() } })]), { searchable: true });
      expect(keyed.result.failure).toMatchObject({ code: 'RunNotFound', step: 'tell' });
      const caught: Step = {
        id: 't',
        type: 'try',
        steps: [emit({ to: { run: 'nobody-of-this-name' } })],
        catch: [{ errors: ['RunNotFound'], steps: [probe('c')] }],
      };
      expect((await ran(driver, definition([caught]))).result.status).toBe('COMPLETED');
    });

    test('Events: a run that has ended takes none: the step fails', async () => {
      const inner: WorkflowDefinition = { id: 'done', name: 'Done', steps: [probe('x')], output: '$run.id' };
      const { result } = await ran(driver, definition([{ id: 'sub', type: 'workflow', workflow: inner }, emit({ to: { run: '$sub' } })]));
      expect(result).toMatchObject({ status: 'FAILED', failure: { step: 'tell' } });
    });

    test('Events: a run that refuses the event: the step fails with the reason', async () => {
      const inner: WorkflowDefinition = {
        id: 'full',
        name: 'Full',
        limits: { maxEvents: 1 },
        steps: [{ id: 'got', type: 'event', event: 'other' }],
      };
      const sub: Step = { id: 'sub', type: 'workflow', workflow: inner, wait: false };
      const { result, run } = await ran(driver, definition([sub, { ...emit(), id: 'first' }, emit()]));
      expect(result).toMatchObject({ status: 'FAILED', failure: { step: 'tell', message: expect.stringContaining('maxEvents') } });
      await run.other(`${run.runId}/sub`).cancel();
    });

    test('Events: emitting in a loop, each iteration is an event of its own', async () => {
      const twice: Step = { id: 'each', type: 'forEach', items: [1, 2], steps: [emit({ to: { run: '$run.id' }, data: '$item' })] };
      const got = (id: string): Step => ({ id, type: 'event', event: 'paid' });
      const { result } = await ran(driver, definition([twice, got('one'), got('two')]));
      expect(result.output).toMatchObject({ one: 1, two: 2 });
    });
  });
}
