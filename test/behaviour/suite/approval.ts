import { describe, expect, test } from 'vitest';

import type { Step } from '../../../src/core/definition/step.ts';
import type { ApprovalStep } from '../../../src/core/definition/steps/approval.ts';
import { definition, probe, ran, reached, statuses, untilTask, type Driver } from '../driver.ts';

function ask(more: Partial<ApprovalStep> = {}): Step {
  return { id: 'ask', type: 'approval', approvers: ['ada', 'bob', 'cy'], ...more };
}

/** A form that must have a reason. */
const FORM = { type: 'object', required: ['reason'], properties: { reason: { type: 'string' } } } as const;

export function approval(driver: Driver): void {
  const asking = async (more: Partial<ApprovalStep> = {}, startedBy = 'starter') => {
    const run = await driver.start(definition([ask(more), probe('b', { got: '$ask' })]), { startedBy, input: { who: ['ada'], name: 'X' } });
    await untilTask(run, 'ask');
    return run;
  };

  describe('approval', () => {
    test('Approval: one approval decides; the value is {approved, decisions: [{by, approved, comment, form, at}], form}', async () => {
      const run = await asking();
      expect(await run.approve({ by: 'ada', comment: 'fine' })).toBeUndefined();
      const result = await run.result();
      expect(result.status).toBe('COMPLETED');
      expect((result.output as { ask: unknown }).ask).toEqual({
        approved: true,
        decisions: [{ by: 'ada', approved: true, comment: 'fine', form: null, at: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/) }],
        form: null,
      });
    });

    test('Approval: one rejection decides; rejected: fails with code Rejected', async () => {
      const run = await asking();
      expect(await run.reject({ by: 'bob', comment: 'too dear' })).toBeUndefined();
      const result = await run.result();
      expect(result).toMatchObject({ status: 'FAILED', failure: { code: 'Rejected', step: 'ask', path: 'ask' } });
      expect(result.failure?.message).toContain('bob');
      expect(run.probe.calls).toEqual([]);
    });

    test('Approval: a rejection is not retried, and can be caught', async () => {
      const caught: Step = {
        id: 't',
        type: 'try',
        steps: [ask()],
        catch: [{ errors: ['Rejected'], steps: [probe('c')] }],
        retry: { maxAttempts: 3, baseDelay: 5 },
      };
      const run = await driver.start(definition([caught]));
      await untilTask(run, 't.ask');
      await run.reject({ by: 'bob' });
      expect((await run.result()).status).toBe('COMPLETED');
      expect(run.probe.started).toEqual(['t.c']);
    });

    test('Approval, `onReject: continue`: approved is false', async () => {
      const run = await asking({ onReject: 'continue' });
      await run.reject({ by: 'bob', comment: 'no' });
      expect(await run.result()).toMatchObject({
        status: 'COMPLETED',
        output: { ask: { approved: false, decisions: [{ by: 'bob', approved: false, comment: 'no' }], form: null } },
      });
    });

    test("Approval: the run's starter may not vote, and is told why", async () => {
      const run = await asking({}, 'ada');
      for (const refused of [await run.approve({ by: 'ada' }), await run.reject({ by: 'ada' })]) {
        expect(refused).toMatchObject({ class: 'auth' });
        expect(refused?.message).toContain('ada');
      }
      expect((await run.tasks())[0]?.decisions).toEqual([]);
      expect(await run.approve({ by: 'bob' })).toBeUndefined();
      expect((await run.result()).status).toBe('COMPLETED');
    });

    test("Approval: with `allowSelf` the run's starter may vote", async () => {
      const run = await asking({ allowSelf: true }, 'ada');
      expect(await run.approve({ by: 'ada' })).toBeUndefined();
      expect((await run.result()).status).toBe('COMPLETED');
    });

    test('Approval: who is no approver is refused, and told why', async () => {
      const run = await asking();
      for (const refused of [await run.approve({ by: 'eve' }), await run.reject({ by: 'eve', roles: ['ada'] })]) {
        expect(refused).toMatchObject({ class: 'auth' });
        expect(refused?.message).toContain('eve');
      }
      expect((await run.state()).status).toBe('RUNNING');
      await run.approve({ by: 'ada' });
      expect((await run.result()).output).toMatchObject({ ask: { decisions: [{ by: 'ada' }] } });
    });

    test('Approval: approvers may be roles', async () => {
      const run = await asking({ approvers: ['role:boss'] });
      expect(await run.approve({ by: 'eve' })).toMatchObject({ class: 'auth' });
      expect(await run.approve({ by: 'eve', roles: ['clerk'] })).toMatchObject({ class: 'auth' });
      expect(await run.approve({ by: 'boss' })).toMatchObject({ class: 'auth' });
      expect(await run.approve({ by: 'eve', roles: ['clerk', 'boss'] })).toBeUndefined();
      expect((await run.result()).status).toBe('COMPLETED');
    });

    test('Approval: a role is no name that a person can bear', async () => {
      const run = await asking({ approvers: ['role:boss'] });
      expect(await run.approve({ by: 'role:boss' })).toMatchObject({ class: 'auth' });
    });

    test('When things resolve: approvers and prompt may hold references', async () => {
      const run = await asking({ approvers: '$who', prompt: 'Ship $name?' });
      expect(await run.tasks()).toMatchObject([{ prompt: 'Ship X?', approvers: ['ada'] }]);
      expect(await run.approve({ by: 'bob' })).toMatchObject({ class: 'auth' });
      await run.approve({ by: 'ada' });
      expect((await run.result()).status).toBe('COMPLETED');
    });

    test.each([
      ['an empty list', { who: [] }],
      ['null', { who: null }],
      ['a list without a name', { who: [null, ''] }],
    ])('Approval: approvers that come to nobody fail the step, so that not everybody may vote: %s', async (_, input) => {
      const { result } = await ran(driver, definition([ask({ approvers: '$who' })]), { input });
      expect(result).toMatchObject({ status: 'FAILED', failure: { code: 'InvalidValue', class: 'validation', step: 'ask' } });
      expect(result.failure?.message).toContain('$who');
    });

    test('Approval, `quorum: n` is {approve: n, reject: 1}', async () => {
      const run = await asking({ quorum: 2 });
      expect(await run.tasks()).toMatchObject([{ quorum: { approve: 2, reject: 1 } }]);
      await run.approve({ by: 'ada' });
      expect((await run.tasks())[0]?.decisions).toMatchObject([{ by: 'ada', approved: true }]);
      await run.approve({ by: 'bob' });
      expect(await run.result()).toMatchObject({ status: 'COMPLETED', output: { ask: { decisions: [{ by: 'ada' }, { by: 'bob' }] } } });
      const rejected = await asking({ quorum: 2 });
      await rejected.approve({ by: 'ada' });
      await rejected.reject({ by: 'bob' });
      expect((await rejected.result()).failure).toMatchObject({ code: 'Rejected' });
    });

    test('Approval, `quorum: {approve, reject}` counts both', async () => {
      const run = await asking({ quorum: { approve: 2, reject: 2 }, onReject: 'continue' });
      await run.reject({ by: 'ada' });
      await run.approve({ by: 'bob' });
      expect(await run.tasks()).toHaveLength(1);
      await run.reject({ by: 'cy' });
      expect((await run.result()).output).toMatchObject({ ask: { approved: false } });
    });

    test('Approval: one vote a person, the last counts', async () => {
      const run = await asking({ quorum: { approve: 2, reject: 2 } });
      await run.approve({ by: 'ada' });
      expect(await run.approve({ by: 'ada' })).toBeUndefined();
      expect((await run.tasks())[0]?.decisions).toMatchObject([{ by: 'ada', approved: true }]);
      expect(await run.reject({ by: 'ada', comment: 'wait' })).toBeUndefined();
      expect((await run.tasks())[0]?.decisions).toMatchObject([{ by: 'ada', approved: false, comment: 'wait' }]);
      await run.approve({ by: 'bob' });
      await run.approve({ by: 'cy' });
      const result = await run.result();
      expect(result.status).toBe('COMPLETED');
      expect((result.output as { ask: { decisions: unknown[] } }).ask.decisions).toHaveLength(3);
    });

    test("Approval: `form` is the last approver's", async () => {
      const run = await asking({ quorum: 2, form: FORM });
      await run.approve({ by: 'ada', form: { reason: 'first' } });
      await run.approve({ by: 'bob', form: { reason: 'second' } });
      expect((await run.result()).output).toMatchObject({
        ask: { form: { reason: 'second' }, decisions: [{ form: { reason: 'first' } }, { form: { reason: 'second' } }] },
      });
    });

    test('Approval: a form that does not fit is refused, and the sender is told; a rejection needs none', async () => {
      const run = await asking({ form: FORM });
      expect(await run.approve({ by: 'ada', form: { reason: 5 } })).toMatchObject({
        class: 'validation',
        message: expect.stringContaining('reason'),
      });
      expect(await run.approve({ by: 'ada' })).toMatchObject({ class: 'validation' });
      expect(await run.reject({ by: 'ada' })).toBeUndefined();
      expect((await run.result()).failure).toMatchObject({ code: 'Rejected' });
    });

    test('Approval: a vote on nothing that waits is refused, and the sender is told', async () => {
      const run = await driver.start(definition([probe('a', { hold: true }), ask()]));
      await run.probe.begun('a');
      expect(await run.approve({ by: 'ada' })).toMatchObject({ message: expect.any(String) });
      run.probe.release('a');
      await untilTask(run, 'ask');
      expect(await run.approve({ by: 'ada', step: 'other' })).toMatchObject({ message: expect.stringContaining('other') });
      expect(await run.approve({ by: 'ada', step: 'ask' })).toBeUndefined();
      await run.result();
      expect(await run.approve({ by: 'bob', step: 'ask' })).toMatchObject({ message: expect.any(String) });
    });

    test('Approval: where several wait, a vote names its step, by id or by path', async () => {
      const other: Step = { ...ask(), id: 'other' };
      const run = await driver.start(definition([{ id: 'fork', type: 'parallel', branches: { x: [ask()], y: [other] } }]));
      await Promise.all([untilTask(run, 'fork.x.ask'), untilTask(run, 'fork.y.other')]);
      expect(await run.approve({ by: 'ada' })).toMatchObject({ message: expect.any(String) });
      expect(await run.approve({ by: 'ada', step: 'fork.y.other' })).toBeUndefined();
      expect(await run.approve({ by: 'bob', step: 'ask' })).toBeUndefined();
      expect((await run.result()).output).toMatchObject({ fork: { x: { decisions: [{ by: 'bob' }] }, y: { decisions: [{ by: 'ada' }] } } });
    });

    test('Approval: a task shows prompt, approvers, form, quorum, votes, since when and until when', async () => {
      // While the call is held, virtual time stands still.
      const step = ask({ prompt: 'Ship?', form: FORM, quorum: 2, timeout: '2h', name: 'Sign off' });
      const run = await driver.start(definition([step, probe('a', { hold: true })], { mode: 'graph' }));
      await Promise.all([run.probe.begun('a'), untilTask(run, 'ask')]);
      await run.approve({ by: 'ada', form: { reason: 'x' } });
      const tasks = await run.tasks();
      expect(tasks).toMatchObject([
        {
          path: 'ask',
          stepId: 'ask',
          stepName: 'Sign off',
          prompt: 'Ship?',
          approvers: ['ada', 'bob', 'cy'],
          form: FORM,
          quorum: { approve: 2, reject: 1 },
          decisions: [{ by: 'ada' }],
        },
      ]);
      expect(Date.parse(tasks[0]?.due ?? '') - Date.parse(tasks[0]?.since ?? '')).toBe(7_200_000);
      await run.approve({ by: 'bob', form: { reason: 'y' } });
      run.probe.release('a');
      await run.result();
      expect(await run.tasks()).toEqual([]);
    });

    test('a step that waits for an approval is WAITING', async () => {
      const run = await asking();
      expect(statuses(await reached(run, 'ask', 'WAITING'))).toEqual({ ask: 'WAITING' });
      await run.approve({ by: 'ada' });
      await run.result();
    });

    test('Approval: votes by plain signal count as well; what was refused is noted in the trace', async () => {
      const run = await asking({ quorum: 2 });
      await run.signal('approve', { by: 'eve' });
      const noted = await run.untilTold(({ type, failure }) => type === 'workflow:notice' && failure !== undefined);
      expect(noted.notice).toContain('eve');
      await run.signal('approve', { by: 'ada' });
      await run.signal('reject', { by: 'bob' });
      expect((await run.result()).failure).toMatchObject({ code: 'Rejected' });
    });

    test('Pause: votes are taken in, and take effect on resume', async () => {
      const run = await asking();
      await run.pause();
      expect(await run.approve({ by: 'ada' })).toBeUndefined();
      expect((await run.state()).status).toBe('PAUSED');
      expect(run.probe.calls).toEqual([]);
      await run.resume();
      expect(await run.result()).toMatchObject({ status: 'COMPLETED', output: { ask: { approved: true } } });
    });

    test('cancelling the run ends the wait, and the task is gone', async () => {
      const run = await asking();
      await run.cancel();
      expect(statuses(await run.result())).toEqual({ ask: 'CANCELLED' });
      expect(await run.tasks()).toEqual([]);
    });
  });
}
