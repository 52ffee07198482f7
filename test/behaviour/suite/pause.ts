import { describe, expect, test } from 'vitest';

import type { Step } from '../../../src/core/definition/step.ts';
import { definition, probe, reached, statuses, type Driver } from '../driver.ts';

/** Lets the clock of a paused run go on: a run that waits this long ends meanwhile. */
async function passing(driver: Driver, ms: number): Promise<void> {
  const other = await driver.start(definition([{ id: 'w', type: 'wait', for: ms }]));
  await other.result();
}

function waiting(id: string): Step {
  return { id, type: 'event', event: 'paid' };
}

export function pause(driver: Driver): void {
  describe('pause', () => {
    test('Pause: running actions finish, nothing starts', async () => {
      const run = await driver.start(definition([probe('a', { hold: true }), probe('b')]));
      await run.probe.begun('a');
      await run.pause();
      run.probe.release('a');
      const state = await run.until(({ steps }) => steps.some((step) => step.path === 'a' && step.status === 'COMPLETED'));
      expect(state).toMatchObject({ status: 'PAUSED', progress: { status: 'PAUSED' } });
      expect(statuses(state)).toEqual({ a: 'COMPLETED' });
      expect(run.probe.started).toEqual(['a']);
      await run.resume();
      expect(await run.result()).toMatchObject({ status: 'COMPLETED' });
      expect(run.probe.started).toEqual(['a', 'b']);
    });

    test('Pause in graph mode: what was about to start waits, in its order', async () => {
      const run = await driver.start(
        definition([probe('a', { hold: true }), probe('b', {}, { dependsOn: ['a'] }), probe('c', {}, { dependsOn: ['a'] })], {
          mode: 'graph',
          maxConcurrency: 1,
        }),
      );
      await run.probe.begun('a');
      await run.pause();
      run.probe.release('a');
      await run.until(({ steps }) => steps.some((step) => step.path === 'a' && step.status === 'COMPLETED'));
      await run.resume();
      expect((await run.result()).status).toBe('COMPLETED');
      expect(run.probe.started).toEqual(['a', 'b', 'c']);
    });

    test('Pause: a call that waited for a slot does not start when one is free', async () => {
      const run = await driver.start(definition([probe('a', { hold: true }), probe('b')], { mode: 'graph', maxConcurrency: 1 }));
      await run.probe.begun('a');
      await run.pause();
      run.probe.release('a');
      await run.until(({ steps }) => steps.some((step) => step.path === 'a' && step.status === 'COMPLETED'));
      expect(run.probe.started).toEqual(['a']);
      await run.resume();
      expect((await run.result()).status).toBe('COMPLETED');
    });

    test('Pause: a wait that fell due takes effect on resume', async () => {
      const run = await driver.start(
        definition([{ id: 'w', type: 'wait', for: 800 }, probe('a', { hold: true }), probe('b', {}, { dependsOn: ['w'] })], {
          mode: 'graph',
        }),
      );
      await run.probe.begun('a');
      await run.pause();
      run.probe.release('a');
      await run.until(({ steps }) => steps.some((step) => step.path === 'a' && step.status === 'COMPLETED'));
      await passing(driver, 1200);
      expect((await run.state()).steps.map(({ path, status }) => [path, status])).toEqual([
        ['w', 'WAITING'],
        ['a', 'COMPLETED'],
      ]);
      await run.resume();
      expect((await run.result()).status).toBe('COMPLETED');
    });

    test("Pause: a block's timeout that fell due takes effect on resume", async () => {
      const block = { id: 'i', type: 'if', condition: 'true', timeout: 800, then: [probe('x', { hold: true }), probe('y')] } as const;
      const run = await driver.start(definition([block]));
      await run.probe.begun('i.x');
      await run.pause();
      run.probe.release('i.x');
      await run.until(({ steps }) => steps.some((step) => step.path === 'i.x' && step.status === 'COMPLETED'));
      await passing(driver, 1200);
      expect(statuses(await run.state())).toMatchObject({ i: 'RUNNING' });
      await run.resume();
      const result = await run.result();
      expect(result.failure).toMatchObject({ class: 'timeout', step: 'i' });
      expect(statuses(result)).toMatchObject({ i: 'FAILED', 'i.x': 'COMPLETED' });
    });

    test("Pause: the workflow's timeout that fell due takes effect on resume", async () => {
      const run = await driver.start(definition([probe('a', { hold: true }), probe('b')], { timeout: 800 }));
      await run.probe.begun('a');
      await run.pause();
      run.probe.release('a');
      await run.until(({ steps }) => steps.some((step) => step.path === 'a' && step.status === 'COMPLETED'));
      await passing(driver, 1200);
      expect((await run.state()).status).toBe('PAUSED');
      await run.resume();
      expect((await run.result()).failure).toMatchObject({ code: 'Timeout' });
    });

    test('Pause: a step that calls nothing waits like any', async () => {
      const run = await driver.start(definition([probe('a', { hold: true }), { id: 's', type: 'set', values: { v: 1 } }]));
      await run.probe.begun('a');
      await run.pause();
      run.probe.release('a');
      const state = await run.until(({ steps }) => steps.some((step) => step.path === 'a' && step.status === 'COMPLETED'));
      expect(state.variables).toEqual({});
      await run.resume();
      expect(statuses(await run.result())).toEqual({ a: 'COMPLETED', s: 'COMPLETED' });
    });

    test('Pause: what fell due, and is cancelled by a join before the resume, is CANCELLED', async () => {
      const join: Step = {
        id: 'join',
        type: 'parallel',
        join: 'any',
        branches: {
          due: [{ id: 'w', type: 'wait', for: 800 }],
          late: [{ id: 'e', type: 'event', event: 'never', timeout: 800, onTimeout: 'skip' }],
          call: [probe('c', { sleep: 1500 })],
        },
      };
      const run = await driver.start(definition([join, probe('after')]));
      await run.probe.begun('join.call.c');
      await run.pause();
      expect(statuses(await reached(run, 'join', 'COMPLETED'))).toMatchObject({ 'join.due.w': 'CANCELLED', 'join.late.e': 'CANCELLED' });
      await run.resume();
      expect((await run.result()).output).toMatchObject({ join: { branch: 'call' } });
    });

    test('Pause: an event that was taken in, and whose step is cancelled before the resume, is for another step', async () => {
      const branches = { paid: [waiting('one')], call: [probe('c', { hold: true })] };
      const run = await driver.start(definition([{ id: 'join', type: 'parallel', join: 'any', branches }, waiting('two')]));
      await reached(run, 'join.paid.one', 'WAITING');
      await run.probe.begun('join.call.c');
      await run.pause();
      await run.send({ type: 'paid', data: 5 });
      run.probe.release('join.call.c');
      await reached(run, 'join.paid.one', 'CANCELLED');
      await run.resume();
      expect((await run.result()).output).toMatchObject({ two: 5 });
    });

    test('pausing twice, and resuming twice, are as once', async () => {
      const run = await driver.start(definition([probe('a', { hold: true })]));
      await run.probe.begun('a');
      await run.pause();
      await run.pause();
      await run.resume();
      await run.resume();
      run.probe.release('a');
      await run.result();
      const types = (await run.trail())
        .map((entry) => entry.type)
        .filter((type) => type === 'workflow:paused' || type === 'workflow:resumed');
      expect(types).toEqual(['workflow:paused', 'workflow:resumed']);
    });
  });
}
