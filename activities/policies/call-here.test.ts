import { MockActivityEnvironment } from '@temporalio/testing';
import { expect, it } from 'vitest';
import * as z from 'zod';

import { actionDeps } from '../../test/helpers/action-deps.ts';
import { memoryStore } from '../../test/helpers/memory-store.ts';
import type { CallEnd } from '../../src/core/run/call-end.ts';
import { action, type ActionDefinition } from '../../src/core/target/action.ts';
import { callHere } from './call-here.ts';
import { Stop } from './stop.ts';

const params = z.object({ method: z.string().default('GET') });
type Idempotent = ActionDefinition<typeof params, z.ZodUnknown>['idempotent'];

const RETRY = { maxAttempts: 1, strategy: 'fixed', baseDelay: 1, maxDelay: 1, factor: 1, delays: [], jitter: 0, nonRetryable: [] } as const;
const never = new Stop();

function called(idempotent: Idempotent, given: Readonly<Record<string, unknown>>): Promise<CallEnd> {
  const tried = action({ params, ...(idempotent === undefined ? {} : { idempotent }), run: ({ method }) => method });
  const envelope = {
    runId: 'run-1',
    path: 'ask',
    stepId: 'ask',
    target: 'web',
    action: 'ask',
    params: given,
    retry: RETRY,
    timeout: 5_000,
  };
  const meanwhile = { deps: actionDeps(memoryStore()), cancel: never, stop: never, left: () => 1_000 };
  return new MockActivityEnvironment().run(() => callHere(tried, envelope, meanwhile));
}

const notHere = { status: 'handed-on', earlier: { failures: 0 }, delay: 0, elapsed: 0 };

it('makes calls of actions that are idempotent', async () => {
  expect(await called(true, {})).toMatchObject({ status: 'completed', value: { data: 'GET' } });
});

it.each([undefined, false])('leaves all calls of an action to activities when idempotent is %s', async (idempotent) => {
  expect(await called(idempotent, {})).toEqual({ ...notHere, never: true });
});

it('asks an action that knows it by the params as they were written', async () => {
  const unlessPost: Idempotent = ({ method }) => method !== 'POST';
  expect(await called(unlessPost, {})).toMatchObject({ status: 'completed', value: { data: 'GET' } });
  // The next call may be another.
  expect(await called(unlessPost, { method: 'POST' })).toEqual(notHere);
});

it('takes an action that can not say it for one that is not', async () => {
  const careless: Idempotent = ({ method = '' }) => method.toUpperCase() === 'GET';
  expect(await called(careless, { method: 5 })).toEqual(notHere);
});
