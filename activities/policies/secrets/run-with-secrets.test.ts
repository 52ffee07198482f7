import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import type { ApplicationFailure } from '@temporalio/common';
import { MockActivityEnvironment } from '@temporalio/testing';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';

import { actionDeps } from '../../../test/helpers/action-deps.ts';
import { memoryStore } from '../../../test/helpers/memory-store.ts';
import { tempFolder } from '../../../test/helpers/temp-folder.ts';
import { StepwrightError } from '../../../src/core/errors/stepwright-error.ts';
import type { ActionResult } from '../../../src/core/interpreter/runtime.ts';
import type { ActionEnvelope } from '../../../src/core/run/action-envelope.ts';
import { action } from '../../../src/core/target/action.ts';
import type { ActionContext, AnyAction } from '../../../src/core/target/target.ts';
import { runAction, type ActionDeps } from '../run-action.ts';
import { EnvSecrets } from './env-secrets.ts';

const TOKEN = 'hunter2-hunter2';
const FROM_CODE = 'only-for-code-9';
const SECRETS = [new EnvSecrets({ STEPWRIGHT_SECRET_TOKEN: TOKEN, STEPWRIGHT_SECRET_CODE: FROM_CODE })];
const PARAMS = { token: { $secretText: [{ secret: 'TOKEN' }] }, header: { $secretText: ['Bearer ', { secret: 'TOKEN' }] } };

interface Seen {
  readonly result: Promise<ActionResult>;
  readonly beats: unknown[];
  readonly logged: unknown[];
  readonly dataDir: string;
}

function attempt(tried: AnyAction, call: Partial<ActionEnvelope> = {}, deps: Partial<ActionDeps> = { secrets: SECRETS }): Seen {
  const logged: unknown[] = [];
  const write = (...line: unknown[]) => void logged.push(line);
  const logger = { log: write, trace: write, debug: write, info: write, warn: write, error: write };
  const environment = new MockActivityEnvironment({}, { logger });
  const beats: unknown[] = [];
  environment.on('heartbeat', (details: unknown) => beats.push(details));
  const dataDir = tempFolder();
  const envelope = { runId: 'r', path: 'p', stepId: 's', target: 't', action: 'a', params: PARAMS, retry: RETRY, timeout: 5_000, ...call };
  const result = environment.run<[AnyAction, ActionEnvelope, ActionDeps], ActionResult, typeof runAction>(runAction, tried, envelope, {
    ...actionDeps(memoryStore(), dataDir),
    ...deps,
  });
  return { result, beats, logged, dataDir };
}

const RETRY = { maxAttempts: 3, strategy: 'fixed', baseDelay: 1, maxDelay: 1, factor: 1, delays: [], jitter: 0, nonRetryable: [] } as const;

type Params = Readonly<Record<string, unknown>>;
const tried = (run: (params: Params, ctx: ActionContext) => unknown) => action({ params: z.record(z.string(), z.unknown()), run });

async function failureOf(result: Promise<unknown>): Promise<ApplicationFailure> {
  return result.then(
    () => expect.unreachable('it did not fail'),
    (error: unknown) => error as ApplicationFailure,
  );
}

describe('an action is given the secrets its params name', () => {
  it('alone and in text, as its schema wants them', async () => {
    let given: unknown;
    const schema = z.object({ token: z.string().min(TOKEN.length).max(TOKEN.length), header: z.string() });
    await attempt(action({ params: schema, run: (params) => (given = params) })).result;
    expect(given).toEqual({ token: TOKEN, header: `Bearer ${TOKEN}` });
  });

  it('and fails for good, uncalled, when one is missing', async () => {
    let called = false;
    const failure = await failureOf(
      attempt(
        tried(() => (called = true)),
        { params: { a: { $secretText: [{ secret: 'NO_SUCH' }] } } },
      ).result,
    );
    expect(called).toBe(false);
    expect(failure).toMatchObject({ type: 'SecretMissing', nonRetryable: true, details: [{ class: 'auth', step: 's' }] });
    expect(failure.message).toContain('STEPWRIGHT_SECRET_NO_SUCH');
  });

  it('but what the language itself calls takes params as they are', async () => {
    const { data } = await attempt(
      tried((params) => params),
      {},
      {},
    ).result;
    expect(data).toEqual(PARAMS);
  });
});

describe('a secret does not leave the attempt', () => {
  const hides = (what: unknown, ...secrets: readonly string[]) => {
    for (const secret of secrets) {
      const text = typeof what === 'string' ? what : JSON.stringify(what);
      expect(text).not.toContain(secret);
      expect(text).not.toContain(Buffer.from(secret).toString('base64').replaceAll('=', ''));
    }
  };

  it('in its result', async () => {
    const { result } = attempt(
      tried(async (params, ctx) => ({
        ...params,
        code: await ctx.secrets.get('CODE'),
        in64: Buffer.from(`u:${TOKEN}`).toString('base64'),
      })),
    );
    const { data } = await result;
    hides(data, TOKEN, FROM_CODE);
    expect(data).toMatchObject({ token: '[secret TOKEN]', header: 'Bearer [secret TOKEN]', code: '[secret CODE]' });
  });

  it('in files', async () => {
    const { result, dataDir } = attempt(
      tried(async ({ token }, { files }) => [
        await files.write(`a-${token as string}`, Buffer.from(`x${token as string}x`)),
        Buffer.from(token as string),
      ]),
    );
    const { data } = await result;
    hides(data, TOKEN);
    const folder = join(dataDir, 'payloads', 'files');
    const contents = readdirSync(folder).map((file) => readFileSync(join(folder, file), 'utf8'));
    expect(contents.sort()).toEqual(['[secret TOKEN]', 'x[secret TOKEN]x']);
  });

  it('in its error: message, code, details, causes, stack; also where the message is cut', async () => {
    const failure = await failureOf(
      attempt(
        tried(({ token }) => {
          const cause = Object.assign(new Error(`inner ${token as string}`, { cause: new Error(`innermost ${token as string}`) }), {
            code: `E_${token as string}`,
          });
          throw new StepwrightError(`Code_${token as string}`, `${'x'.repeat(3_995)}${token as string}`, {
            class: 'transient',
            hint: `not ${token as string}`,
            details: { token, error: new Error(token as string), list: [Buffer.from(token as string).toString('base64')] },
            cause,
          });
        }),
      ).result,
    );
    hides([failure, failure.message, failure.stack, failure.type, failure.details], TOKEN, 'hunter2');
    expect(failure.type).toBe('Code_[secret TOKEN]');
    expect(failure.nonRetryable).toBe(false);
  });

  it('in the complaint about its params', async () => {
    const picky = action({
      params: z.object({ token: z.string().refine(() => false, { error: ({ input }) => `not ${String(input)}` }) }),
      run: () => 1,
    });
    const failure = await failureOf(attempt(picky).result);
    hides([failure.message, failure.stack, failure.details], TOKEN);
    expect(failure.message).toContain('not [secret TOKEN]');
  });

  it('in heartbeats, those after a failure too', async () => {
    const { result, beats } = attempt(
      tried(({ token }, ctx) => {
        ctx.heartbeat({ token, at: new Error(token as string) });
        throw new Error(token as string);
      }),
    );
    await failureOf(result);
    expect(beats).toHaveLength(2);
    hides(beats, TOKEN);
    expect(JSON.stringify(beats)).toContain('[secret TOKEN]');
  });

  it('in logs', async () => {
    const { result, logged } = attempt(
      tried((params, { log }) => {
        log.info(`got ${String(params['token'])}`, params);
        log.warn('x', { error: new Error(String(params['token'])) });
        log.error(String(params['header']));
      }),
    );
    await result;
    expect(logged.length).toBeGreaterThanOrEqual(3);
    hides(logged, TOKEN);
  });

  it('whatever class of error it spells', async () => {
    const secrets = [new EnvSecrets({ STEPWRIGHT_SECRET_TOKEN: 'transient' })];
    const failing = tried(() => {
      throw new StepwrightError('Busy', 'transient', { class: 'transient' });
    });
    const failure = await failureOf(attempt(failing, {}, { secrets }).result);
    expect(failure).toMatchObject({ message: '[secret TOKEN]', nonRetryable: false, details: [{ class: 'transient' }] });
  });
});
