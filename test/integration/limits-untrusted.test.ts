import { describe, expect, test } from 'vitest';

import { resultOf, temporalDriver } from '../behaviour/drivers/temporal.ts';
import { definition, probe } from '../behaviour/driver.ts';
import { unique } from '../helpers/temporal.ts';

const driver = temporalDriver();
const FORGED = { hash: 'forged', interpreter: 1 };
const STEP = { id: 'a', target: 'probe', action: 'call', params: {} };

/** What any Temporal client may send. */
async function started(type: string, args: readonly unknown[]) {
  return driver.client.workflow.start(type, {
    args: [...args],
    taskQueue: driver.taskQueue,
    workflowId: unique('raw'),
    workflowExecutionTimeout: '30s',
  });
}

describe('what nobody validated ends the run, and never wedges it', () => {
  test.each<[string, readonly unknown[]]>([
    ['nothing', []],
    ['null', [null]],
    ['a number', [42]],
    ['a text', ['run']],
    ['a list', [[]]],
    ['an empty record', [{}]],
    ['no definition', [{ definition: null }]],
    ['a definition that is text', [{ definition: 'order' }]],
    ['an unknown id', [{ definition: { id: 'nowhere' } }]],
    ['a definition without steps', [{ definition: { id: 'x', name: 'X' } }]],
    ['a definition with an unknown field', [{ definition: { id: 'x', name: 'X', steps: [STEP], colour: 'red' } }]],
    ['an input that is no record', [{ definition: definition([probe('a')]), input: 'text' }]],
  ])('%s', async (_what, args) => {
    const result = await resultOf(await started('x', args));
    expect(result).toMatchObject({ status: 'FAILED', steps: [], output: null, rollbackErrors: [] });
    expect(result.failure?.code).toMatch(/^[A-Z][A-Za-z]+$/);
  });

  test.each<[string, unknown]>([
    ['steps that are a number', { id: 'x', name: 'X', steps: 5 }],
    ['steps that are a record', { id: 'x', name: 'X', steps: {} }],
    ['a step that is null', { id: 'x', name: 'X', steps: [null] }],
    ['a step without an id', { id: 'x', name: 'X', steps: [{ ...STEP, id: undefined }] }],
    ['an id that is a number', { id: 'x', name: 'X', steps: [{ ...STEP, id: 7 }] }],
    ['a step without a target', { id: 'x', name: 'X', steps: [{ id: 'a' }] }],
    ['a kind that does not exist', { id: 'x', name: 'X', steps: [{ id: 'a', type: '__proto__' }] }],
    ['a block without its list', { id: 'x', name: 'X', steps: [{ id: 'a', type: 'if', condition: 'true' }] }],
    ['an expression that is a record', { id: 'x', name: 'X', steps: [{ ...STEP, when: {} }] }],
    ['params that are text', { id: 'x', name: 'X', steps: [{ ...STEP, params: '$input.x.y', retry: 'often' }] }],
    ['a timeout that is a list', { id: 'x', name: 'X', timeout: [], steps: [STEP] }],
    ['an input schema that is text', { id: 'x', name: 'X', input: 'object', steps: [{ id: 'f', type: 'fail', error: 'end' }] }],
    ['a graph that waits for itself', { id: 'x', name: 'X', mode: 'graph', steps: [{ ...STEP, dependsOn: ['a'] }] }],
    ['a schema that is a number', { id: 'x', name: 'X', steps: [{ id: 'v', type: 'validate', data: 1, schema: 7 }] }],
  ])('forged as validated: %s', async (_what, garbage) => {
    const result = await resultOf(await started('x', [{ definition: garbage, ...FORGED }]));
    expect(['COMPLETED', 'FAILED']).toContain(result.status);
  });

  test.each(['toString', 'constructor', 'hasOwnProperty', '__proto__', 'valueOf'])(
    "%s as workflow type runs nothing of JavaScript's own",
    async (type) => {
      const run = await started(type, [{ definition: { ...definition([probe('a')]), id: type }, ...FORGED }]);
      expect(await resultOf(run)).toMatchObject({ runId: run.workflowId, status: 'FAILED', failure: { code: 'ReservedName' } });
    },
  );

  test('a definition sent plain is validated on the way and runs', async () => {
    const run = await started('suite', [{ definition: definition([probe('a', { result: '$n' })]), input: { n: 4 } }]);
    expect(await resultOf(run)).toMatchObject({ status: 'COMPLETED', output: { a: 4 } });
  });

  test('signals with arguments that are not what they should be do no harm', async () => {
    const run = await driver.start(definition([probe('a', { hold: true })]));
    await run.probe.begun('a');
    const handle = driver.handle(run.runId);
    await handle.signal('pause', { anything: true });
    await handle.signal('resume', 7);
    await handle.signal('nobody-knows-this', {});
    await handle.signal('cancel', 'please');
    expect((await run.result()).status).toBe('CANCELLED');
  });
});
