import { randomBytes } from 'node:crypto';
import { inspect } from 'node:util';

import { temporal as proto } from '@temporalio/proto';
import { DefaultLogger, Runtime } from '@temporalio/worker';
import { Connection } from '@temporalio/client';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { z } from 'zod';

import type { Run } from '../../src/client/api.ts';
import type { Step } from '../../src/core/definition/step.ts';
import type { ActionStep } from '../../src/core/definition/steps/action.ts';
import type { WorkflowDefinition } from '../../src/core/definition/workflow-definition.ts';
import { StepwrightError } from '../../src/core/errors/stepwright-error.ts';
import { action } from '../../src/core/target/action.ts';
import { defineTarget } from '../../src/core/target/define-target.ts';
import { readSecretKeys } from '../../src/records/secret-keys.ts';
import { SecretVault } from '../../src/records/secret-vault.ts';
import { openStore, storeIn } from '../../src/storage/open-store.ts';
import type { Store } from '../../src/storage/store.ts';
import { collect, useClient } from '../helpers/client.ts';
import { temporal, unique } from '../helpers/temporal.ts';
import { filesBelow, tracesIn, tracesOf } from '../helpers/traces-of-secret.ts';

/** With all that JSON, addresses and Base64 write in other ways. */
const SECRET = `${randomBytes(9).toString('hex')}"\\/ +ö&${randomBytes(9).toString('hex')}`;
const FROM_CODE = randomBytes(24).toString('base64');
const KEY = ['-----BEGIN KEY-----', randomBytes(48).toString('base64'), randomBytes(48).toString('base64'), '-----END KEY-----'].join('\n');
const TRACES = new Map(
  [SECRET, FROM_CODE, ...KEY.split('\n').slice(1, 3)].flatMap((secret, index) =>
    [...tracesOf(secret)].map(([name, trace]) => [`secret ${index}: ${name}`, trace] as const),
  ),
);
/** What may be seen: that it is found shows that a secret would be. */
const DECOY = randomBytes(24).toString('base64');

const any = z.record(z.string(), z.unknown());
const told: string[] = [];
/** How often secrets arrived where they must. */
let used = 0;

function check(params: Readonly<Record<string, unknown>>): string {
  const { token, header } = params;
  if (token !== SECRET || header !== `Bearer ${SECRET}`) throw new StepwrightError('NotGiven', 'the secret did not arrive');
  used += 1;
  return token;
}

/** A target that tells what it should keep to itself, wherever it can. */
const gossip = defineTarget('gossip', {
  actions: {
    result: action({
      params: any,
      async run(params, ctx) {
        const token = check(params);
        const code = await ctx.secrets.get('FROM_CODE');
        const ref = await ctx.files.write(`f-${token}`, Buffer.from(`bytes ${token} ${code} ${KEY}`));
        ctx.log.error(`got ${token}`, { token, code });
        const wide = `${'x'.repeat(40_000)} ${token} ${code}`;
        const basic = `Basic ${Buffer.from(`user:${token}`).toString('base64')}`;
        return {
          ...params,
          code,
          ref,
          wide,
          basic,
          buffer: Buffer.from(token),
          [`key ${token}`]: encodeURIComponent(token),
          line: KEY.split('\n')[2],
        };
      },
    }),
    error: action({
      params: any,
      run(params, ctx) {
        const token = check(params);
        ctx.heartbeat({ token, key: params['key'] });
        ctx.log.error(token);
        const cause = new Error(`because of ${token}`, { cause: { token } });
        const details = { token, key: params['key'], nested: [JSON.stringify({ token })] };
        throw new StepwrightError('Told', `error with ${token} and ${encodeURIComponent(token)}`, {
          class: 'transient',
          hint: token,
          details,
          cause,
        });
      },
    }),
    beat: action({
      params: any,
      async run(params, ctx) {
        const token = check(params);
        ctx.heartbeat({ token, in64: Buffer.from(`${ctx.attempt}${token}`).toString('base64'), decoy: DECOY });
        told.push(ctx.runId);
        if (ctx.attempt === 1) throw new Error(token);
        await new Promise((resolve) => {
          ctx.signal.addEventListener('abort', resolve, { once: true });
        });
        throw new Error(`stopped with ${token}`);
      },
    }),
  },
});

const written: string[] = [];
// What the SDK, the worker, the workflows and the actions log.
Runtime.install({
  logger: new DefaultLogger('DEBUG', ({ message, meta }) => {
    written.push(`${message} ${inspect(meta, { depth: 20, maxStringLength: null, maxArrayLength: null })} ${JSON.stringify(meta)}`);
  }),
  telemetryOptions: { logging: { filter: 'ERROR', forward: {} } },
});

const client = useClient({ targets: [gossip] });
let connection: Connection;

beforeAll(async () => {
  // The worker starts with the first run.
  Object.assign(process.env, {
    STEPWRIGHT_SECRET_KEY: randomBytes(32).toString('base64'),
    STEPWRIGHT_SECRET_TOKEN: SECRET,
    STEPWRIGHT_SECRET_FROM_CODE: FROM_CODE,
  });
  const keys = readSecretKeys(process.env);
  if (keys !== undefined) await usingStore((store) => new SecretVault(store, keys).set('KEYFILE', KEY, Date.now()));
  const sink = (chunk: unknown) => {
    written.push(String(chunk));
    return true;
  };
  vi.spyOn(process.stderr, 'write').mockImplementation(sink);
  vi.spyOn(process.stdout, 'write').mockImplementation(sink);
  connection = await Connection.connect({ address: temporal().address });
});

afterAll(async () => {
  vi.restoreAllMocks();
  await connection.close();
});

async function usingStore<T>(work: (store: Store) => Promise<T>): Promise<T> {
  const store = await openStore(storeIn(client.dataDir));
  try {
    return await work(store);
  } finally {
    await store.close();
  }
}

/** Every document of every collection. */
function dump(): Promise<string> {
  return usingStore(async (store) => {
    const documents: unknown[] = [];
    for (const name of await store.names()) {
      const collection = store.collection<unknown>({ name });
      let cursor: string | undefined;
      do {
        const page = await collection.list(cursor === undefined ? {} : { cursor });
        documents.push(...page.documents);
        cursor = page.next;
      } while (cursor !== undefined);
    }
    return JSON.stringify(documents);
  });
}

const PARAMS = { token: '$secrets.TOKEN', header: 'Bearer $secrets.TOKEN', key: '$secrets.KEYFILE', decoy: DECOY };
const RETRY = { maxAttempts: 2, strategy: 'fixed', baseDelay: 10 } as const;

function call(id: string, name: string, more: Partial<ActionStep> = {}): ActionStep {
  return { id, target: 'gossip', action: name, params: PARAMS, ...more };
}

function workflow(steps: readonly Step[], more: Partial<WorkflowDefinition> = {}): WorkflowDefinition {
  return { id: unique('gossip'), name: 'Gossip', steps, ...more };
}

const { History } = proto.api.history.v1;
const { DescribeWorkflowExecutionResponse } = proto.api.workflowservice.v1;

/** Every event of every history of a run, as bytes: payloads are in them as they are. */
async function historyOf(workflowId: string): Promise<Buffer> {
  const chain: Buffer[] = [];
  for (let runId: string | undefined = ''; runId !== undefined;) {
    const execution = { workflowId, runId };
    let nextPageToken: Uint8Array = new Uint8Array();
    let before: string | undefined;
    do {
      const page: proto.api.workflowservice.v1.IGetWorkflowExecutionHistoryResponse =
        await connection.workflowService.getWorkflowExecutionHistory({
          namespace: 'default',
          execution,
          nextPageToken,
          maximumPageSize: 100,
        });
      const [first] = page.history?.events ?? [];
      before ??= first?.workflowExecutionStartedEventAttributes?.continuedExecutionRunId ?? undefined;
      chain.push(Buffer.from(History.encode(page.history ?? {}).finish()));
      nextPageToken = page.nextPageToken ?? new Uint8Array();
    } while (nextPageToken.length > 0);
    runId = before === '' ? undefined : before;
  }
  histories += chain.length;
  return Buffer.concat(chain);
}

let histories = 0;

/** Memo, search attributes, pending activities with their heartbeats and last failures. */
async function descriptionOf(workflowId: string): Promise<Buffer> {
  const description = await connection.workflowService.describeWorkflowExecution({ namespace: 'default', execution: { workflowId } });
  return Buffer.from(DescribeWorkflowExecutionResponse.encode(description).finish());
}

/** All that can be learned of a run. */
async function everythingOf(run: Run): Promise<readonly (Buffer | string)[]> {
  const [trace, events] = [await run.trace(), await collect(run.events())];
  const views = [
    await run.state(),
    await run.progress(),
    await run.rollbackPlan(),
    trace,
    events,
    await run.result(),
    await run.histories(),
  ];
  return [await historyOf(run.id), await descriptionOf(run.id), JSON.stringify(views)];
}

async function ended(definition: WorkflowDefinition, input: Readonly<Record<string, unknown>> = {}) {
  const before = used;
  const run = await client.stepwright.start(definition, input);
  const result = await run.result();
  expect(used).toBeGreaterThan(before);
  const everything = await everythingOf(run);
  for (const content of everything) expect(tracesIn(content, TRACES)).toEqual([]);
  expect(everything.filter((content) => tracesIn(content, new Map([['decoy', DECOY]])).length > 0)).not.toEqual([]);
  return result;
}

describe('no secret is found', () => {
  it('in a run whose action gives it back', async () => {
    const result = await ended(
      workflow([call('tell', 'result'), { id: 'keep', type: 'set', values: { kept: '$tell' } }], { output: '$kept' }),
    );
    expect(result).toMatchObject({
      status: 'COMPLETED',
      output: { token: '[secret TOKEN]', header: 'Bearer [secret TOKEN]', code: '[secret FROM_CODE]', line: '[secret KEYFILE]' },
    });
  });

  it('in a run whose action has it in its error, on every attempt, with a rollback and a catch that have it too', async () => {
    const undo = { rollback: { target: 'gossip', action: 'error', params: { ...PARAMS, of: '$result.token' }, retry: RETRY } };
    const caught: Step = {
      id: 'try',
      type: 'try',
      steps: [call('once', 'error', { retry: RETRY })],
      catch: [{ steps: [{ id: 'note', type: 'set', values: { noted: '$error' } }] }],
    };
    const result = await ended(
      workflow([call('tell', 'result', undo), caught, call('fail', 'error', { retry: RETRY })], { rollbackOnFailure: true }),
    );
    expect(result).toMatchObject({
      success: false,
      failure: { code: 'Told', attempts: 2, message: expect.stringContaining('[secret TOKEN]') as string },
      rollbackErrors: [{ path: 'tell' }],
    });
  });

  it('while an action beats with it, and after it was cancelled', async () => {
    const run = await client.stepwright.start(workflow([call('beat', 'beat', { retry: RETRY })]));
    await vi.waitFor(() => expect(told.filter((id) => id === run.id)).toHaveLength(2), 10_000);
    const beats = await vi.waitFor(async () => {
      const seen = await descriptionOf(run.id);
      expect(seen.includes(DECOY)).toBe(true);
      return seen;
    }, 10_000);
    expect(tracesIn(beats, TRACES)).toEqual([]);
    expect(beats.includes('[secret TOKEN]')).toBe(true);
    await run.cancel();
    expect((await run.result()).status).toBe('CANCELLED');
    for (const content of await everythingOf(run)) expect(tracesIn(content, TRACES)).toEqual([]);
  });

  it('in a run that goes on in fresh histories, with rollbacks to come', async () => {
    const before = histories;
    const undo = { rollback: { target: 'gossip', action: 'result', params: PARAMS } };
    const loop: Step = {
      id: 'loop',
      type: 'while',
      condition: '$index < 90',
      steps: [{ id: 'say', target: 'util', action: 'echo', params: { large: '$large', token: '$secrets.TOKEN' }, output: '$result.token' }],
    };
    const result = await ended(
      workflow([call('tell', 'result', undo), loop, call('fail', 'error')], {
        rollbackOnFailure: true,
        input: { type: 'object', properties: { large: { type: 'string' } } },
      }),
      { large: 'x'.repeat(31_000) },
    );
    expect(result).toMatchObject({ status: 'ROLLED_BACK', rollbackErrors: [] });
    expect(histories - before).toBeGreaterThan(1);
  });

  it('in the complaint that one is missing', async () => {
    const missing = workflow([
      call('tell', 'result'),
      { ...call('no', 'result'), params: { ...PARAMS, other: '$secrets.NO_SUCH_SECRET' } },
    ]);
    const result = await ended(missing);
    expect(result.failure).toMatchObject({
      code: 'SecretMissing',
      class: 'auth',
      attempts: 1,
      message: expect.stringContaining('STEPWRIGHT_SECRET_NO_SUCH_SECRET') as string,
    });
  });

  it('in the store, in the data folder, or in what was logged and written meanwhile', async () => {
    const stored = await dump();
    expect(stored).toContain('KEYFILE');
    expect(tracesIn(stored, TRACES)).toEqual([]);
    const files = filesBelow(client.dataDir);
    expect(files.length).toBeGreaterThan(0);
    for (const file of files) expect(tracesIn(file, TRACES)).toEqual([]);
    expect(files.some((file) => file.includes('[secret TOKEN]'))).toBe(true);
    const log = written.join('\n');
    expect(log).toContain('got [secret TOKEN]');
    expect(tracesIn(log, TRACES)).toEqual([]);
  });
});
