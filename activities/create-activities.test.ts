import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import type { ApplicationFailure } from '@temporalio/common';
import { MockActivityEnvironment } from '@temporalio/testing';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';

import { memoryStore } from '../test/helpers/memory-store.ts';
import { tempFolder } from '../test/helpers/temp-folder.ts';
import type { Failure } from '../src/core/errors/failure.ts';
import { action } from '../src/core/target/action.ts';
import { defineTarget } from '../src/core/target/define-target.ts';
import { createRegistry } from '../src/core/target/registry.ts';
import { definitionHash } from '../src/files/definition-hash.ts';
import { PayloadFolder } from '../src/files/payload-folder.ts';
import { AttemptsUnderWay } from './policies/attempt.ts';
import { createActivities } from './create-activities.ts';
import { builtinImplementations } from './targets/index.ts';

const crm = defineTarget('crm', { actions: { book: action({ params: z.object({ seats: z.number() }), run: ({ seats }) => seats * 2 }) } });

function activities(definitionsDir?: string) {
  const dataDir = tempFolder();
  const registry = createRegistry([...builtinImplementations({ dataDir, filesDir: join(dataDir, 'files'), allowNetwork: [] }), crm]);
  return createActivities({
    registry,
    payloads: new PayloadFolder(dataDir),
    store: memoryStore(),
    underWay: new AttemptsUnderWay(),
    ...(definitionsDir === undefined ? {} : { definitionsDir }),
  });
}

const silent = { log: noop, trace: noop, debug: noop, info: noop, warn: noop, error: noop };
function noop(): void {
  // Nothing is logged.
}

async function call(type: string, argument: unknown, all = activities()): Promise<unknown> {
  const run = (all[type] ?? all['default']) as (argument: unknown) => Promise<unknown>;
  return new MockActivityEnvironment({ activityType: type }, { logger: silent }).run(run, argument);
}

async function failure(work: Promise<unknown>): Promise<Failure & { readonly nonRetryable: boolean }> {
  const error = (await work.then(
    () => expect.unreachable('it did not fail'),
    (thrown: unknown) => thrown,
  )) as ApplicationFailure;
  return { ...(error.details?.[0] as Failure), nonRetryable: error.nonRetryable === true };
}

const envelope = (target: string, name: string, params: unknown) => ({
  runId: 'r',
  path: 's',
  stepId: 's',
  target,
  action: name,
  params,
  timeout: 5_000,
  retry: { maxAttempts: 5, strategy: 'fixed', baseDelay: 1, maxDelay: 1, factor: 1, delays: [], jitter: 0, nonRetryable: [] },
});

describe('actions', () => {
  it('has an activity for each action of each target', async () => {
    expect(await call('crm.book', envelope('crm', 'book', { seats: 4 }))).toMatchObject({ data: 8, attempts: 1 });
    expect(await call('util.echo', envelope('util', 'echo', { a: 1 }))).toMatchObject({ data: { a: 1 } });
    expect(Object.keys(activities())).toEqual(
      expect.arrayContaining(['http.request', 'file.append', 'slack.urgent_notify', 'stepwright.prepare', 'stepwright.cancel', 'default']),
    );
  });

  it('fails a step whose target or action nobody registered, and says what there is', async () => {
    expect(await failure(call('nope.book', envelope('nope', 'book', {})))).toMatchObject({
      code: 'UnknownTarget',
      class: 'permanent',
      step: 's',
      path: 's',
      nonRetryable: true,
      message: expect.stringMatching(/no target "nope".*crm.*--targets/) as string,
    });
    expect(await failure(call('integration.custom_check', envelope('integration', 'custom_check', {})))).toMatchObject({
      code: 'UnknownAction',
      message: expect.stringMatching(/"integration" has no action "custom_check"; it has none.*--targets/) as string,
    });
    expect(await failure(call('crm.sell', envelope('crm', 'sell', {})))).toMatchObject({
      message: expect.stringContaining('it has book') as string,
    });
    expect(await failure(call('crm.sell', undefined))).toMatchObject({ code: 'UnknownAction' });
  });
});

describe('stepwright.prepare', () => {
  const definition = { id: 'hello', name: 'Hello', steps: [{ id: 'greet', target: 'crm', action: 'book', params: { seats: 1 } }] };

  it('fills in what a run needs and keeps what it has', async () => {
    expect(await call('stepwright.prepare', { definition, input: { a: 1 }, key: 'k' })).toEqual({
      definition,
      input: { a: 1 },
      key: 'k',
      hash: definitionHash(definition),
      interpreter: expect.any(Number) as number,
    });
  });

  it('refuses a definition that is not valid, for good, with every problem', async () => {
    const broken = { id: 'hello', steps: [{ id: 'greet', target: 'crm', action: 'sell' }] };
    const refused = await failure(call('stepwright.prepare', { definition: broken }));
    expect(refused).toMatchObject({ class: 'validation', nonRetryable: true });
    expect(refused.details).toEqual(
      expect.arrayContaining([expect.objectContaining({ code: 'UnknownAction' }), expect.objectContaining({ code: 'MissingField' })]),
    );
    expect(refused.message).toContain('UnknownAction');
  });

  it.each([[{}], [undefined], [{ definition: 'hello' }]])('refuses the argument %j', async (argument) => {
    expect(await failure(call('stepwright.prepare', argument))).toMatchObject({ code: 'InvalidInput', nonRetryable: true });
  });

  it('finds definitions by id: the version asked for, else the highest', async () => {
    const folder = tempFolder();
    mkdirSync(join(folder, 'more'));
    const put = (file: string, version: string) => writeFileSync(join(folder, file), JSON.stringify({ ...definition, version }));
    put('a.json', '1.9.0');
    put('more/b.workflow.json', '1.10.0');
    put('c.json', '2.0.0-beta.1');
    writeFileSync(join(folder, 'd.workflow.yaml'), 'id: plain\nname: Plain\nsteps:\n  - { id: a, target: util, action: echo }\n');
    writeFileSync(join(folder, 'broken.yaml'), 'id: [');
    writeFileSync(join(folder, 'notes.json'), '[1]');
    const all = activities(folder);
    const version = async (ref: object) =>
      ((await call('stepwright.prepare', { definition: ref }, all)) as { definition: { version?: string } }).definition.version;
    expect(await version({ id: 'hello' })).toBe('1.10.0');
    expect(await version({ id: 'hello', version: '2.0.0-beta.1' })).toBe('2.0.0-beta.1');
    expect(await version({ id: 'plain' })).toBeUndefined();
    expect(await failure(call('stepwright.prepare', { definition: { id: 'hello', version: '3.0.0' } }, all))).toMatchObject({
      code: 'UnknownDefinition',
      nonRetryable: true,
    });
    expect(await failure(call('stepwright.prepare', { definition: { id: 'other' } }, all))).toMatchObject({ code: 'UnknownDefinition' });
    expect(await failure(call('stepwright.prepare', { definition: { id: 'other' } }))).toMatchObject({ code: 'UnknownDefinition' });
  });
});
