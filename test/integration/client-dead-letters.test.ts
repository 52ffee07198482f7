import { describe, expect, it } from 'vitest';
import { z } from 'zod';

import type { Run } from '../../src/client/api.ts';
import type { WorkflowDefinition } from '../../src/core/definition/workflow-definition.ts';
import type { Step } from '../../src/core/definition/step.ts';
import { StepwrightError } from '../../src/core/errors/stepwright-error.ts';
import { action } from '../../src/core/target/action.ts';
import { defineTarget } from '../../src/core/target/define-target.ts';
import { collect, useClient } from '../helpers/client.ts';
import { unique } from '../helpers/temporal.ts';

/** Keys of the calls that succeeded, and of all. */
const done: string[] = [];
const tried: string[] = [];
const shop = defineTarget('shop', {
  actions: {
    charge: action({
      params: z.object({ amount: z.number(), slow: z.boolean().optional() }),
      run: async ({ amount, slow }, { idempotencyKey, attempt }) => {
        tried.push(idempotencyKey);
        if (slow === true && attempt > 1) return { amount };
        if (amount < 0) throw new StepwrightError('Refused', 'less than nothing', { class: slow === true ? 'transient' : 'permanent' });
        done.push(idempotencyKey);
        return { amount };
      },
    }),
  },
});
const client = useClient({ targets: [shop], user: 'ada' });

function shopping(more: Readonly<Record<string, unknown>>, params: Readonly<Record<string, unknown>> = { amount: -1 }): WorkflowDefinition {
  const charge = { id: 'charge', target: 'shop', action: 'charge', params, ...more } as Step;
  return { id: unique('shopping'), name: 'Shopping', version: '1.0.0', steps: [charge] };
}

async function parked(run: Run): Promise<void> {
  while (!(await run.state()).steps.some(({ status }) => status === 'WAITING'));
}

const letterOf = async (runId: string) => (await collect(client.stepwright.deadLetters.list({ runId })))[0];

describe('dead letters', () => {
  it('hold everything needed to act, and are replayed in a run of their own with the same idempotency key', async () => {
    const run = await client.stepwright.start(shopping({ onExhausted: 'dead-letter' }));
    expect((await run.result()).status).toBe('FAILED');
    const letter = await letterOf(run.id);
    expect(letter).toMatchObject({
      state: 'dead',
      runId: run.id,
      path: 'charge',
      called: 'shop.charge',
      version: '1.0.0',
      attempts: 1,
      call: { action: { params: { amount: -1 } } },
      failure: { code: 'Refused', class: 'permanent', message: 'less than nothing' },
    });
    const { id = '' } = letter ?? {};
    const replayed = await client.stepwright.deadLetters.replay(id, { params: { amount: 5 }, reason: 'typo' });
    const result = await client.stepwright.run(replayed.runId).result();
    expect(result).toMatchObject({ status: 'COMPLETED', output: { amount: 5 } });
    expect(done).toContain(`${run.id}/charge`);
    const after = await client.stepwright.deadLetters.get(id);
    expect(after.state).toBe('recovered');
    expect(after.history.map(({ state, by }) => [state, by])).toEqual([
      ['dead', undefined],
      ['edited', 'ada'],
      ['replaying', 'ada'],
      ['recovered', undefined],
    ]);
    await expect(client.stepwright.deadLetters.replay(id)).rejects.toMatchObject({ code: 'LetterClosed' });
  });

  it('are dead again when the replay fails too', async () => {
    const run = await client.stepwright.start(shopping({ onExhausted: 'dead-letter' }));
    await run.result();
    const { id = '' } = (await letterOf(run.id)) ?? {};
    for (const round of [1, 2]) {
      const { runId } = await client.stepwright.deadLetters.replay(id);
      expect((await client.stepwright.run(runId).result()).status).toBe('FAILED');
      const { state, history } = await client.stepwright.deadLetters.get(id);
      expect([state, history.length]).toEqual(['dead', 1 + 2 * round]);
    }
    expect((await client.stepwright.deadLetters.discard(id, { reason: 'paid by phone' })).state).toBe('discarded');
    expect((await client.stepwright.deadLetters.get(id)).history.at(-1)).toMatchObject({
      state: 'discarded',
      by: 'ada',
      reason: 'paid by phone',
    });
  });

  it('of parked steps go on in their own run', async () => {
    const run = await client.stepwright.start(shopping({ onExhausted: 'park' }));
    await parked(run);
    const { id = '' } = (await letterOf(run.id)) ?? {};
    await client.stepwright.deadLetters.edit(id, { amount: 9 });
    expect(await client.stepwright.deadLetters.replay(id)).toEqual({ id, runId: run.id });
    expect(await run.result()).toMatchObject({ status: 'COMPLETED', output: { charge: { amount: 9 } } });
  });

  it('of a run that was terminated meanwhile are replayed in a run of their own', async () => {
    const run = await client.stepwright.start(shopping({ onExhausted: 'park' }));
    await parked(run);
    const { id = '' } = (await letterOf(run.id)) ?? {};
    await run.terminate();
    const { runId } = await client.stepwright.deadLetters.replay(id, { params: { amount: 1 } });
    expect(runId).not.toBe(run.id);
    expect((await client.stepwright.run(runId).result()).success).toBe(true);
  });
});

describe('a whole run', () => {
  it('is kept, and rerun from where it failed with other input', async () => {
    const first = { id: 'first', target: 'util', action: 'echo', params: { n: 1 } } as Step;
    const charge = { id: 'charge', target: 'shop', action: 'charge', params: { amount: '$amount' } } as Step;
    const run = await client.stepwright.start({ id: unique('kept'), name: 'Kept', steps: [first, charge] }, { amount: -1 });
    await run.result();
    const { id } = await client.stepwright.deadLetters.add(run.id, { reason: 'typo' });
    expect(await client.stepwright.deadLetters.add(run.id)).toMatchObject({ id, called: 'run', path: 'charge', state: 'dead' });
    const { runId } = await client.stepwright.deadLetters.replay(id, { params: { amount: 3 } });
    const again = client.stepwright.run(runId);
    expect(await again.result()).toMatchObject({ status: 'COMPLETED', output: { first: { n: 1 }, charge: { amount: 3 } } });
    expect((await client.stepwright.deadLetters.get(id)).history.at(-1)).toMatchObject({ state: 'replaying', reason: `as run ${runId}` });
  });

  it('that has not failed is refused', async () => {
    const run = await client.stepwright.start(shopping({}, { amount: 1 }));
    await run.result();
    await expect(client.stepwright.deadLetters.add(run.id)).rejects.toMatchObject({ code: 'InvalidValue' });
  });
});

describe('retry', () => {
  it('makes the next attempt of a step that waits for it now', async () => {
    const run = await client.stepwright.start(
      shopping({ retry: { maxAttempts: 3, strategy: 'fixed', baseDelay: '1h', maxDelay: '1h' } }, { amount: -1, slow: true }),
    );
    while (!(await run.state()).steps.some(({ status }) => status === 'RETRYING'));
    await run.retry('charge', { reason: 'it is back' });
    expect((await run.result()).status).toBe('COMPLETED');
    expect((await run.trace()).flatMap(({ notice }) => notice ?? [])).toContain('retry charge by ada: it is back');
  });

  it('of what is neither parked nor waiting is refused', async () => {
    const run = await client.stepwright.start(shopping({}, { amount: 1 }));
    await run.result();
    await expect(run.retry('charge')).rejects.toMatchObject({ code: 'RunEnded' });
  });
});
