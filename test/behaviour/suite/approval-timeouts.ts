import { describe, expect, test } from 'vitest';

import type { Step } from '../../../src/core/definition/step.ts';
import type { ApprovalStep } from '../../../src/core/definition/steps/approval.ts';
import { definition, probe, ran, untilTask, type Driver, type DrivenRun } from '../driver.ts';
import { virtualOnly } from '../virtual-only.ts';

function ask(more: Partial<ApprovalStep>): Step {
  return { id: 'ask', type: 'approval', approvers: ['ada', 'bob'], timeout: 1500, ...more };
}

/** While it is held, virtual time stands still. */
const HELD = probe('a', { hold: true });

const BOSS = { approvers: ['boss', 'owner'] } as const;

export function approvalTimeouts(driver: Driver): void {
  const exact = virtualOnly(driver, 'delays are compared to the millisecond');

  /** Votes come before the time is over; then it is. */
  const late = async (more: Partial<ApprovalStep>, votes: (run: DrivenRun) => Promise<unknown> = () => Promise.resolve()) => {
    const run = await driver.start(definition([ask(more), HELD], { mode: 'graph' }));
    await Promise.all([run.probe.begun('a'), untilTask(run, 'ask')]);
    await votes(run);
    run.probe.release('a');
    return run;
  };
  /** Resolves with the task once it was escalated to somebody. */
  const escalated = async (run: DrivenRun, to: string) => {
    await run.untilTold(({ type, notice }) => type === 'workflow:notice' && notice?.includes('escalated') === true);
    const task = await untilTask(run, 'ask');
    expect(task.approvers).toContain(to);
    return task;
  };

  describe('timeouts of approvals', () => {
    test.each([undefined, 'fail'] as const)(
      'Approval: without a decision in time it fails with class timeout: onTimeout %s',
      async (onTimeout) => {
        const { result } = await ran(driver, definition([ask({ timeout: 100, ...(onTimeout === undefined ? {} : { onTimeout }) })]));
        expect(result).toMatchObject({ status: 'FAILED', failure: { code: 'Timeout', class: 'timeout', step: 'ask' } });
      },
    );

    test('Approval, `onTimeout: reject`: as a rejection, with what onReject says', async () => {
      expect((await ran(driver, definition([ask({ timeout: 100, onTimeout: 'reject' })]))).result.failure).toMatchObject({
        code: 'Rejected',
        step: 'ask',
      });
      const { result } = await ran(driver, definition([ask({ timeout: 100, onTimeout: 'reject', onReject: 'continue' })]));
      expect(result).toMatchObject({ status: 'COMPLETED', output: { ask: { approved: false, decisions: [], form: null } } });
    });

    test('Approval, `onTimeout: approve`: as an approval', async () => {
      const { result } = await ran(driver, definition([ask({ timeout: 100, onTimeout: 'approve' })]));
      expect(result).toMatchObject({ status: 'COMPLETED', output: { ask: { approved: true, decisions: [], form: null } } });
    });

    test('a decision in time leaves no clock behind', async () => {
      const run = await driver.start(definition([ask({ timeout: '1h' }), HELD], { mode: 'graph' }));
      await Promise.all([run.probe.begun('a'), untilTask(run, 'ask')]);
      await run.approve({ by: 'ada' });
      run.probe.release('a');
      const result = await run.result();
      expect(result.status).toBe('COMPLETED');
      expect(result.duration).toBeLessThan(60_000);
    });

    test('Approval: escalation replaces the approvers; those before may not vote any more', async () => {
      const run = await late({ onTimeout: { escalate: BOSS } });
      const task = await escalated(run, 'boss');
      expect(task).toMatchObject({ approvers: ['boss', 'owner'], quorum: { approve: 1, reject: 1 }, due: null });
      expect(await run.approve({ by: 'ada' })).toMatchObject({ class: 'auth' });
      expect(await run.approve({ by: 'boss' })).toBeUndefined();
      expect((await run.result()).output).toMatchObject({ ask: { approved: true, decisions: [{ by: 'boss' }] } });
    });

    test('Approval: escalation keeps the votes', async () => {
      const run = await late({ quorum: 2, onTimeout: { escalate: { ...BOSS, quorum: 2 } } }, (each) => each.approve({ by: 'ada' }));
      expect(await escalated(run, 'boss')).toMatchObject({ decisions: [{ by: 'ada', approved: true }] });
      await run.approve({ by: 'boss' });
      expect((await run.result()).output).toMatchObject({ ask: { approved: true, decisions: [{ by: 'ada' }, { by: 'boss' }] } });
    });

    test('Approval: votes that were kept may be enough for the new quorum', async () => {
      const run = await late({ quorum: 2, onTimeout: { escalate: { ...BOSS, quorum: 1 } } }, (each) => each.approve({ by: 'ada' }));
      expect((await run.result()).output).toMatchObject({ ask: { approved: true, decisions: [{ by: 'ada' }] } });
    });

    test('Approval: an escalation has its own quorum of rejections', async () => {
      const escalate = { ...BOSS, quorum: { approve: 1, reject: 2 } };
      const run = await late({ onReject: 'continue', onTimeout: { escalate } });
      await escalated(run, 'boss');
      await run.reject({ by: 'boss' });
      expect(await run.tasks()).toHaveLength(1);
      await run.reject({ by: 'owner' });
      expect((await run.result()).output).toMatchObject({ ask: { approved: false } });
    });

    test('Approval: an escalation may time out, and be escalated again', async () => {
      const twice = {
        escalate: { ...BOSS, timeout: 100, onTimeout: { escalate: { approvers: ['ceo'], timeout: 100, onTimeout: 'approve' } } },
      } as const;
      expect((await ran(driver, definition([ask({ timeout: 100, onTimeout: twice })]))).result).toMatchObject({
        status: 'COMPLETED',
        output: { ask: { approved: true } },
      });
      const once = { escalate: { ...BOSS, timeout: 100 } };
      expect((await ran(driver, definition([ask({ timeout: 100, onTimeout: once })]))).result.failure).toMatchObject({
        class: 'timeout',
        step: 'ask',
      });
    });

    exact('a month and an escalation go by to the millisecond', async () => {
      const escalate = { approvers: ['boss'], timeout: '2d', onTimeout: 'approve' } as const;
      const { result } = await ran(driver, definition([ask({ timeout: '30d', onTimeout: { escalate } })]));
      expect(result).toMatchObject({ status: 'COMPLETED', duration: 32 * 86_400_000 });
    });

    test('Pause: a timeout that fell due takes effect on resume', async () => {
      const run = await driver.start(
        definition([ask({ timeout: 500, onTimeout: 'approve' }), HELD, probe('b', { got: '$ask.approved' })], { mode: 'graph' }),
      );
      await Promise.all([run.probe.begun('a'), untilTask(run, 'ask')]);
      await run.pause();
      run.probe.release('a');
      await (await driver.start(definition([{ id: 'w', type: 'wait', for: 900 }]))).result();
      expect(run.probe.of('b')).toEqual([]);
      await run.resume();
      expect((await run.result()).status).toBe('COMPLETED');
      expect(run.probe.of('b')[0]?.params).toEqual({ got: true });
    });
  });
}
